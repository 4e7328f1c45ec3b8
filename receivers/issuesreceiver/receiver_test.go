package issuesreceiver

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/receivers/issuesreceiver/internal/metadatatest"
)

var errAway = errors.New("the destination is away")

func TestIssues_ChangesArriveInOrder(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		k, p := startTracker(t, directory), &pipeline{}
		f := newFixture(t, p).start(t, k)
		for _, kind := range []string{"C", "A", "E", "B", "D"} {
			k.report(t, kind)
		}
		synctest.Wait()
		wantTaken(t, p, "opened C", "opened A", "opened E", "opened B", "opened D")
		f.wantChanges(t, map[string]int64{"delivered": 5})
		f.stop(t)
	})
}

func TestIssues_ARefusalThatMayPassHoldsThoseBehindIt(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		k := startTracker(t, directory)
		p := &pipeline{answer: func(_ context.Context, name string, attempt int) error {
			if name == "opened B" && attempt <= 4 {
				return errAway
			}
			return nil
		}}
		k.report(t, "A")
		k.report(t, "B")
		k.report(t, "C")
		p.began = time.Now()
		f := newFixture(t, p, fromTheBeginning, func(c *Config) { c.Retry.MaxInterval = 3 * time.Second }).start(t, k)
		time.Sleep(time.Minute)
		synctest.Wait()
		tried, _ := p.got()
		assert.Equal(t, []string{"opened A", "opened B", "opened B", "opened B", "opened B", "opened B", "opened C"}, tried)
		assert.Equal(t, []time.Duration{0, 0, time.Second, 3 * time.Second, 6 * time.Second, 9 * time.Second, 9 * time.Second}, p.at)
		f.wantChanges(t, map[string]int64{"delivered": 3})
		metadatatest.AssertEqualReceiverIssuesRetries(t, f.telemetry,
			[]metricdata.DataPoint[int64]{{Value: 4, Attributes: f.attributes()}}, metricdatatest.IgnoreTimestamp())
		metadatatest.AssertEqualReceiverIssuesDelay(t, f.telemetry, []metricdata.HistogramDataPoint[float64]{{
			Count: 3, Sum: 18, Min: metricdata.NewExtrema(0.0), Max: metricdata.NewExtrema(9.0),
			Attributes:   f.attributes(attribute.String("change", "opened")),
			Bounds:       []float64{0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 3600, 36000},
			BucketCounts: []uint64{1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0},
		}}, metricdatatest.IgnoreTimestamp())
		f.stop(t)
	})
}

func TestIssues_AChangeIsNeverGivenUp(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		k := startTracker(t, directory)
		back := time.Now().Add(time.Hour)
		p := &pipeline{answer: func(context.Context, string, int) error {
			if time.Now().Before(back) {
				return errAway
			}
			return nil
		}}
		f := newFixture(t, p).start(t, k)
		k.report(t, "A")
		time.Sleep(time.Hour + 30*time.Second)
		synctest.Wait()
		wantTaken(t, p, "opened A")
		f.stop(t)
	})
}

func TestIssues_ARefusalForGoodIsCountedAndPassedOver(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		k := startTracker(t, directory)
		p := &pipeline{answer: func(_ context.Context, name string, _ int) error {
			if name == "opened B" {
				return consumererror.NewPermanent(errAway)
			}
			return nil
		}}
		f := newFixture(t, p).start(t, k)
		for _, kind := range []string{"A", "B", "C"} {
			k.report(t, kind)
		}
		synctest.Wait()
		tried, _ := p.got()
		assert.Equal(t, []string{"opened A", "opened B", "opened C"}, tried, "once each")
		f.wantChanges(t, map[string]int64{"delivered": 2, "refused": 1})
		metadatatest.AssertEqualReceiverIssuesRefused(t, f.telemetry, []metricdata.DataPoint[int64]{
			{Value: 1, Attributes: f.attributes(attribute.String("reason", "permanent"))},
		}, metricdatatest.IgnoreTimestamp())
		f.stop(t)

		newFixture(t, p).start(t, k).stop(t)
		tried, _ = p.got()
		assert.Len(t, tried, 3, "not after a restart either")
	})
}

func TestIssues_ADestinationThatIsDeadDelaysNoOther(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		k, well := startTracker(t, directory), &pipeline{}
		dead := &pipeline{answer: func(context.Context, string, int) error { return errAway }}
		one := newNamed(t, "dead", dead).start(t, k)
		two := newNamed(t, "well", well).start(t, k)
		k.report(t, "A")
		k.report(t, "B")
		synctest.Wait()
		wantTaken(t, well, "opened A", "opened B")
		wantTaken(t, dead)
		one.stop(t)
		two.stop(t)
	})
}

func TestIssues_WhereAReceiverBeginsThatWasNeverStarted(t *testing.T) {
	for start, want := range map[string][]string{
		"now":       {"opened B"},
		"beginning": {"opened A", "opened B"},
	} {
		t.Run(start, func(t *testing.T) {
			directory := t.TempDir()
			inBubble(t, func(t *testing.T) {
				k, p := startTracker(t, directory), &pipeline{}
				k.report(t, "A")
				f := newFixture(t, p, func(c *Config) { c.Start = start }).start(t, k)
				k.report(t, "B")
				synctest.Wait()
				wantTaken(t, p, want...)
				f.stop(t)

				f = newFixture(t, p, fromTheBeginning).start(t, k)
				k.report(t, "C")
				synctest.Wait()
				wantTaken(t, p, append(want, "opened C")...)
				f.stop(t)
			})
		})
	}
}

func TestIssues_Filters(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*Config)
		want   []string
	}{
		{"none takes all", func(*Config) {}, []string{"opened A", "opened B", "opened C", "updated A"}},
		{"changes", func(c *Config) { c.Changes = []string{"updated", "resolved"} }, []string{"updated A"}},
		{"kinds", func(c *Config) { c.Kinds = []string{"error"} }, []string{"opened A", "opened B", "opened C", "updated A"}},
		{"minimum_level", func(c *Config) { c.MinimumLevel = "fatal" }, []string{"opened C"}},
		{"services", func(c *Config) { c.Services = []string{"cart"} }, []string{"opened B"}},
		{"environments", func(c *Config) { c.Environments = []string{"staging", "production"} },
			[]string{"opened A", "opened B", "updated A"}},
		{"all have to match", func(c *Config) { c.Changes, c.Environments = []string{"opened"}, []string{"production"} },
			[]string{"opened A", "opened B"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			directory := t.TempDir()
			inBubble(t, func(t *testing.T) {
				k, p := startTracker(t, directory), &pipeline{}
				f := newFixture(t, p, test.change).start(t, k)
				k.report(t, "A")
				k.report(t, "B", func(rec *exception.Record) { rec.Service.Name = "cart" })
				k.report(t, "C", func(rec *exception.Record) { rec.Level, rec.Environment = exception.LevelFatal, "test" })
				k.report(t, "A")
				time.Sleep(2 * time.Minute) // what has settled is told after a minute
				synctest.Wait()
				wantTaken(t, p, test.want...)
				f.stop(t)
			})
		})
	}
}

func TestIssues_StartSaysWhatIsMissing(t *testing.T) {
	f := newFixture(t, consumertest.NewNop())
	assert.ErrorContains(t, f.Start(t.Context(), componenttest.NewNopHost()), "extensions:\n  issue_tracker:\n\nservice:\n  extensions: [issue_tracker]")
	f.stop(t)

	f = newFixture(t, consumertest.NewNop(), func(c *Config) { c.Tracker = "issue_tracker/eu" })
	assert.ErrorContains(t, f.Start(t.Context(), startTracker(t, t.TempDir())), `there is no extension "issue_tracker/eu"`)
	require.NoError(t, f.Shutdown(t.Context()))
}
