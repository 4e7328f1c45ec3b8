package issuetrackerextension

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension/internal/metadatatest"
	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/detect/slowdown"
	"github.com/tidemark-otel/tidemark/internal/engine"
)

func TestDetected_CallsThatAreNotComparedAsTheyCameAreCounted(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := started(t, t.TempDir())
		detector, err := f.Latencies(component.MustNewID("latency_regression"), slowdown.Settings{WarmSpans: 1, Warm: -1, MaxReleases: 2}, nil)
		require.NoError(t, err)
		ids := uint64(0)
		call := func(version string, ago, took time.Duration) {
			batch := detector.Begin(time.Now())
			batch.From("", "shop", "production", version, "web-"+version, "")
			ids++
			batch.Item(ids, time.Now().Add(-ago))
			batch.Call(&engine.Call{Operation: "server GET /pay", Start: time.Now().Add(-ago - took), Duration: float64(took), Weight: 1})
			batch.Commit()
		}
		call("", 0, time.Second)
		for n := range 4 {
			call(fmt.Sprint(n), 0, time.Second) // the first span of an instance
			call(fmt.Sprint(n), 0, 0)
		}
		call("0", time.Hour, time.Second)
		call("0", -time.Minute, time.Second)
		var points []metricdata.DataPoint[int64]
		for reason, n := range map[string]int64{"late": 1, "skewed": 1, "cold": 4, "unversioned": 1, "folded": 4, "odd": 4} {
			points = append(points, metricdata.DataPoint[int64]{Value: n, Attributes: attribute.NewSet(attribute.String("reason", reason))})
		}
		metadatatest.AssertEqualExtensionIssueTrackerUnfit(t, f.telemetry, points, metricdatatest.IgnoreTimestamp())
	})
}

func TestDetected_LimitsAreThoseOfAllDetectorsTogether(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := started(t, t.TempDir())
		for name, most := range map[string]int{"": 500, "other": 70} {
			_, err := f.Flatlines(component.NewIDWithName(component.MustNewType("flatline"), name), flatline.Settings{MaxStreams: most, MaxSenders: 10}, nil)
			require.NoError(t, err)
		}
		_, err := f.Latencies(component.MustNewID("latency_regression"), slowdown.Settings{MaxOperations: 300}, nil)
		require.NoError(t, err)
		limits, err := f.telemetry.GetMetric("otelcol_extension_issue_tracker_limit")
		require.NoError(t, err)
		got := map[string]int64{}
		for _, p := range limits.Data.(metricdata.Gauge[int64]).DataPoints {
			of, _ := p.Attributes.Value("of")
			got[of.AsString()] = p.Value
		}
		for of, want := range map[string]int64{"streams": 570, "operations": 300, "senders": 30_000, "found": 30_000} {
			require.Equal(t, want, got[of], of)
		}
	})
}
