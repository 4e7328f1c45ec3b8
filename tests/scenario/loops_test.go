//go:build scenario

package scenario

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

const (
	// loopsFor is how long each loop runs; TIDEMARK_LOOPS overrides it.
	loopsFor = 40 * time.Second
	// loopGrowth is how much more memory the second half may take than the first: what the garbage
	// collector leaves lying differs by that much.
	loopGrowth = 1.25
)

// Everything goes round: issue events pass error_group again and come back by OTLP, the logs of the
// Collector come back to itself, and the backends are dead, so that it has something to log.
const loopConfig = `
receivers:
  otlp: {protocols: {grpc: {}, http: {}}}
  issues/self: {start: beginning}
  issues/dead: {start: beginning}
processors:
  error_group: {}
  batch: {timeout: 200ms}
exporters:
  debug: {verbosity: basic, sampling_initial: 1, sampling_thereafter: 1000}
  otlp_http/self: {endpoint: "http://${env:OWN_HTTP}", retry_on_failure: {enabled: true}, sending_queue: {enabled: false}}
  otlp_http/dead: {endpoint: "http://%[1]s", retry_on_failure: {initial_interval: 100ms, max_interval: 200ms, max_elapsed_time: 500ms}, sending_queue: {queue_size: 100}}
  issue_webhook: {url: "http://%[1]s/hook"}
  sentry_envelope: {dsn: "http://0123456789abcdef0123456789abcdef@%[1]s/7"}
extensions:
  issue_tracker: {directory: "${env:TIDEMARK_DATA_DIR}"}
service:
  extensions: [issue_tracker]
  telemetry:
    resource:
      attributes: [%[2]s]
    logs:
      processors:
        - batch:
            schedule_delay: 200
            exporter: {otlp: {protocol: http/protobuf, endpoint: "http://${env:OWN_HTTP}"}}
  pipelines:
    traces: {receivers: [otlp], processors: [error_group, batch], exporters: [debug, otlp_http/dead]}
    logs: {receivers: [otlp], processors: [error_group, batch], exporters: [debug, otlp_http/dead]}
    logs/self: {receivers: [issues/self], processors: [error_group], exporters: [otlp_http/self]}
    logs/dead: {receivers: [issues/dead], processors: [error_group], exporters: [issue_webhook, sentry_envelope]}
`

// sample is what is known at one moment.
type sample struct {
	issues, own int
	ownCount    int64
	rss         int64
}

func TestLoops(t *testing.T) {
	length := loopsFor
	if s := os.Getenv("TIDEMARK_LOOPS"); s != "" {
		var err error
		length, err = time.ParseDuration(s)
		require.NoError(t, err)
	}
	for name, attributes := range map[string]string{
		"own logs are issues of the Collector": "",
		"own logs are marked as ours":          "{name: tidemark.self, value: true}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			samples := runLoop(t, length, attributes)
			half := len(samples) / 2
			early, late := summary(samples[:half]), summary(samples[half:])
			t.Logf("%s: issues %d, then %d (of the Collector %d, then %d, errors %d, then %d); RSS %d MiB, then %d MiB at most, by fifths %d MiB",
				length, early.issues, late.issues, early.own, late.own, early.ownCount, late.ownCount-early.ownCount,
				early.rss>>20, late.rss>>20, fifths(samples))
			assert.Equal(t, early.issues, late.issues, "the second half opens no issue")
			assert.LessOrEqual(t, float64(late.rss), loopGrowth*float64(early.rss), "memory grows")
			assert.LessOrEqual(t, late.ownCount-early.ownCount, early.ownCount*3/2+20, "the Collector's errors feed themselves")
			if attributes != "" {
				assert.Zero(t, late.own, "what is marked is not judged")
			} else {
				assert.Positive(t, late.own, "the loop is closed")
			}
		})
	}
}

// runLoop sends an error now and then and looks every second.
func runLoop(t *testing.T, length time.Duration, attributes string) (samples []sample) {
	config := filepath.Join(t.TempDir(), "config.yaml")
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, loopConfig, collectortest.FreeAddress(t), attributes), 0o600))
	c := collectortest.Start(t, collectortest.Settings{Config: config})
	// Its last logs cannot be sent to a receiver that has stopped, so it cannot stop well.
	defer c.Kill()
	sender := collectortest.NewSender(t, c.GRPC)
	random := rand.New(rand.NewPCG(6, 6))
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for n, end := 0, time.Now().Add(length); time.Now().Before(end); n++ {
		<-tick.C
		td, spans := collectortest.NewTraces("shop", "1.4.0")
		collectortest.AddErrorSpan(spans, collectortest.NewKind(n%3), random, time.Now())
		require.NoError(t, sender.Traces(t.Context(), td))
		if n%5 == 4 {
			samples = append(samples, look(t, c))
		}
	}
	return samples
}

func look(t *testing.T, c *collectortest.Collector) sample {
	issues, err := c.Issues("")
	require.NoError(t, err)
	s := sample{issues: len(issues), rss: c.RSS()}
	for _, i := range issues {
		if i.Service != "shop" {
			s.own++
			s.ownCount += i.Count
		}
	}
	return s
}

// fifths returns the mean RSS of each fifth of the time, in MiB.
func fifths(samples []sample) (means [5]int64) {
	for n := range means {
		part := samples[n*len(samples)/len(means) : (n+1)*len(samples)/len(means)]
		for _, s := range part {
			means[n] += s.rss >> 20
		}
		means[n] /= int64(max(len(part), 1))
	}
	return means
}

// summary returns the largest of each.
func summary(samples []sample) (most sample) {
	for _, s := range samples {
		most = sample{max(most.issues, s.issues), max(most.own, s.own), max(most.ownCount, s.ownCount), max(most.rss, s.rss)}
	}
	return most
}
