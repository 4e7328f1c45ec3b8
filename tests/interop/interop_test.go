//go:build interop

package interop

import (
	"fmt"
	"testing"

	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

func TestInterop(t *testing.T) {
	results := newTable(t)
	backends := []backend{newBugsink(t), newSpotlight(t)}
	results.backends = backends
	c := startCollector(t, backends)
	ids := map[string][]string{} // of Tidemark's issues by service
	all := shops()
	for _, s := range all {
		t.Run(s.service, func(t *testing.T) {
			program, err := s.install(t)
			if err != nil {
				results.skipped(s, err)
				t.Skip(missingOrFail(t, err))
			}
			for n, r := range s.runs {
				row := results.add(s, program.sdk, r)
				row.counted = t.Run(r.String(), func(t *testing.T) {
					s.trade(t, program, r, c)
					checkCounts(t, c, s, (n+1)*times)
				})
			}
			ok := t.Run("frames", func(t *testing.T) { ids[s.service] = checkIssues(t, c, s) })
			results.of(s, func(r *row) { r.frames = ok })
		})
	}
	for _, b := range backends {
		for _, s := range all {
			if ids[s.service] == nil {
				continue
			}
			ok := t.Run(b.name()+"/"+s.service, func(t *testing.T) {
				if b.unavailable() != nil {
					t.Skip(b.unavailable())
				}
				checkBackend(t, b, s, ids[s.service])
			})
			results.of(s, func(r *row) { r.backends[b.name()] = ok })
		}
	}
	t.Run("the counts stay", func(t *testing.T) {
		for _, s := range all {
			if ids[s.service] != nil {
				checkCounts(t, c, s, len(s.runs)*times)
			}
		}
	})
}

// startCollector runs the real binary with its default configuration and our backends.
func startCollector(t *testing.T, backends []backend) *collectortest.Collector {
	t.Helper()
	settings := collectortest.Settings{}
	for _, b := range backends {
		if b.unavailable() == nil {
			env, overrides := b.settings()
			settings.Env = append(settings.Env, env...)
			settings.Overrides = append(settings.Overrides, overrides...)
		}
	}
	c := collectortest.Start(t, settings)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("last output of the Collector:\n%s", tail(c.Log()))
		}
	})
	version, err := run(t.Context(), environ(), "", collectortest.Binary(t), "--version")
	if err != nil {
		t.Fatal(err)
	}
	t.Log(version)
	return c
}

// tail returns the end of an output.
func tail(output string) string {
	const keep = 8 << 10
	return output[max(0, len(output)-keep):]
}

// String names a run in tests and the table.
func (r tradeRun) String() string { return fmt.Sprintf("%s %s", r.protocol, r.told) }
