package collectortest

import (
	"bufio"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// Sample is one line of what the Collector says about itself.
type Sample struct {
	Name   string
	Labels map[string]string
	Value  float64
}

// metricsOverrides make the Collector serve its own metrics under the names that documentation.md has.
func metricsOverrides(address string) []string {
	host, port, _ := strings.Cut(address, ":")
	return []string{
		"service::telemetry::metrics::level: detailed",
		"service::telemetry::metrics::readers: [{pull: {exporter: {prometheus: {host: " + host + ", port: " + port +
			", without_scope_info: true, without_type_suffix: true, without_units: true}}}}]",
	}
}

var (
	sampleLine = regexp.MustCompile(`^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$`)
	labelPair  = regexp.MustCompile(`(\w+)="((?:[^"\\]|\\.)*)"`)
)

// Scrape returns all samples, in the order of the page.
func (c *Collector) Scrape() (all []Sample, err error) {
	err = c.eachLine(func(line string) error {
		m := sampleLine.FindStringSubmatch(line)
		if m == nil {
			return nil // a comment
		}
		value, err := strconv.ParseFloat(m[3], 64)
		if err != nil {
			return fmt.Errorf("%s: %w", line, err)
		}
		s := Sample{Name: m[1], Labels: map[string]string{}, Value: value}
		for _, pair := range labelPair.FindAllStringSubmatch(m[2], -1) {
			s.Labels[pair[1]] = pair[2]
		}
		all = append(all, s)
		return nil
	})
	return all, err
}

// MetricKinds returns counter, gauge or histogram by name.
func (c *Collector) MetricKinds() (kinds map[string]string, err error) {
	kinds = map[string]string{}
	err = c.eachLine(func(line string) error {
		if words := strings.Fields(line); len(words) == 4 && words[1] == "TYPE" {
			kinds[words[2]] = words[3]
		}
		return nil
	})
	return kinds, err
}

// eachLine reads the page of metrics.
func (c *Collector) eachLine(read func(line string) error) error {
	resp, err := http.Get("http://" + c.Metrics + "/metrics")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("scrape: %s", resp.Status)
	}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if err := read(lines.Text()); err != nil {
			return err
		}
	}
	return lines.Err()
}

// Metric returns the sum of the samples of a name whose labels have these values, given as key, value, ….
func (c *Collector) Metric(name string, labels ...string) (float64, error) {
	all, err := c.Scrape()
	sum := 0.0
	for _, s := range all {
		if s.Name == name && s.has(labels) {
			sum += s.Value
		}
	}
	return sum, err
}

func (s *Sample) has(labels []string) bool {
	for i := 0; i+1 < len(labels); i += 2 {
		if s.Labels[labels[i]] != labels[i+1] {
			return false
		}
	}
	return true
}
