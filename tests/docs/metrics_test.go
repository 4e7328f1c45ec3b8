package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// ownMetrics are the names that components give in their metadata, as the Collector shows them.
func ownMetrics(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "*", "*", "metadata.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("found no metadata: %v", err)
	}
	known := map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var metadata struct {
			Telemetry struct {
				Metrics map[string]any `yaml:"metrics"`
			} `yaml:"telemetry"`
		}
		if err := yaml.Unmarshal(data, &metadata); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for name := range metadata.Telemetry.Metrics {
			known["otelcol_"+name] = true
		}
	}
	return known
}

var metric = regexp.MustCompile(`\botelcol_[a-z0-9_]+`)

func TestMetrics_ThatPagesNameAreThere(t *testing.T) {
	known, named := ownMetrics(t), 0
	for _, p := range allPages(t) {
		for _, name := range metric.FindAllString(p.text, -1) {
			named++
			if !known[name] {
				t.Errorf("%s names the metric %s, which no metadata.yaml has", p.path, name)
			}
		}
	}
	if named == 0 {
		t.Error("no page names a metric")
	}
}

var listed = regexp.MustCompile("(?m)^\\| `((?:processor|extension|receiver|exporter)_[a-z0-9_]+)")

func TestMetrics_ToWatchAreThere(t *testing.T) {
	known, named := ownMetrics(t), 0
	for _, p := range allPages(t) {
		if !strings.HasPrefix(p.path, "docs/") {
			continue
		}
		for _, found := range listed.FindAllStringSubmatch(p.text, -1) {
			named++
			if !known["otelcol_"+found[1]] {
				t.Errorf("%s lists the metric %s, which no metadata.yaml has", p.path, found[1])
			}
		}
	}
	if named == 0 {
		t.Error("no page lists metrics")
	}
}
