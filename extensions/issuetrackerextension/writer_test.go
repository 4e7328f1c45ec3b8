package issuetrackerextension

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"
	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension/internal/metadatatest"
	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

func TestWriter_AStoreThatFailsIsToldOnceAndDataFlowsOn(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		f := newFixture(t, directory, func(c *Config) { c.CommitWait = 250 * time.Millisecond })
		require.NoError(t, f.Start(t.Context(), nil))
		require.NoError(t, f.db.Close())
		assert.Equal(t, engine.WaitTimeout, f.report(t, seen(0)))
		time.Sleep(3 * time.Second)
		synctest.Wait()
		assert.Equal(t, 1, f.logged.FilterMessageSnippet("The issue store does not answer").FilterLevelExact(zap.ErrorLevel).Len())

		h := f.health(t.Context())
		assert.Equal(t, wire.StatusDegraded, h.Status)
		require.Len(t, h.Reasons, 2)
		assert.Contains(t, h.Reasons[0], "the issue store does not answer: ")
		assert.Contains(t, h.Reasons[1], "the issue store cannot be read: ")
		assert.Contains(t, h.Store.LastError, "the store is closed")
		assert.ErrorContains(t, f.Shutdown(t.Context()), "the last second of occurrences is not written: ")
	})
}

func TestWriter_AStoreThatIsAwayIsNotTakenForBackWhileThereIsNothingToWrite(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		f := newFixture(t, directory)
		require.NoError(t, f.Start(t.Context(), nil))
		require.NoError(t, f.db.Close())
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		assert.NotEmpty(t, f.health(t.Context()).Store.LastError)
		assert.Equal(t, 1, f.logged.FilterMessageSnippet("The issue store does not answer.").Len())
		assert.Zero(t, f.logged.FilterMessage("The issue store answers again").Len())
		assert.Error(t, f.Shutdown(t.Context()))
	})
}

func TestRetry_WaitsLongerAfterEachFailureAndNotAfterASuccess(t *testing.T) {
	now := time.Unix(0, 0)
	var r retry
	var waits []time.Duration
	for range 12 {
		r.failed(now)
		waits = append(waits, r.at.Sub(now))
	}
	assert.InDelta(t, float64(firstRetry), float64(waits[0]), float64(firstRetry)/2)
	assert.InDelta(t, float64(lastRetry), float64(waits[11]), float64(lastRetry)/2)
	r.succeeded()
	r.failed(now)
	assert.InDelta(t, float64(firstRetry), float64(r.at.Sub(now)), float64(firstRetry)/2)
}

func TestWriter_ACommitIsNotedAndARecoveryIsTold(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		f := started(t, directory)
		f.report(t, seen(0))
		at := time.Now().UTC()
		synctest.Wait()
		h := f.health(t.Context())
		require.NotNil(t, h.Store.LastCommit)
		assert.Equal(t, at, *h.Store.LastCommit)

		f.note(assert.AnError)
		assert.Equal(t, assert.AnError.Error(), f.health(t.Context()).Store.LastError)
		time.Sleep(time.Second)
		synctest.Wait()
		assert.Equal(t, wire.StatusOK, f.health(t.Context()).Status)
		assert.Equal(t, 1, f.logged.FilterMessage("The issue store answers again").Len())
	})
}

func TestWriter_LostChangesAreToldByDestination(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		f := started(t, directory, func(c *Config) { c.Outbox.MaxChanges = 1 })
		_, err := f.Destination(t.Context(), "issues/away", engine.StartBeginning, outbox.Filter{})
		require.NoError(t, err)
		f.report(t, seen(0), seen(1), seen(2))
		time.Sleep(trimEvery + time.Second)
		synctest.Wait()
		said := f.logged.FilterMessageSnippet("Issue changes left the outbox before their destination took them").All()
		require.Len(t, said, 1)
		assert.Equal(t, map[string]any{"destination": "issues/away", "changes": int64(2)}, said[0].ContextMap())
		assert.EqualValues(t, 2, f.health(t.Context()).Outbox.Destinations[0].Lost)
	})
}

func TestTelemetry_TellsWhatTheTrackerDoes(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		f := started(t, directory, func(c *Config) { c.Limits.Issues, c.Outbox.MaxChanges = 100, 2 })
		_, err := f.Destination(t.Context(), "issues/sentry", engine.StartNow, outbox.Filter{})
		require.NoError(t, err)
		f.report(t, seen(0), seen(1))
		f.report(t, seen(2))
		synctest.Wait() // until the writer rests, else it may take the next count along
		f.report(t, seen(0))

		one := func(n int64) []metricdata.DataPoint[int64] { return []metricdata.DataPoint[int64]{{Value: n}} }
		with := func(key string, values map[string]int64) (points []metricdata.DataPoint[int64]) {
			for value, n := range values {
				points = append(points, metricdata.DataPoint[int64]{Value: n, Attributes: attribute.NewSet(attribute.String(key, value))})
			}
			return points
		}
		ignoreTime := metricdatatest.IgnoreTimestamp()
		metadatatest.AssertEqualExtensionIssueTrackerChanges(t, f.telemetry, one(3), ignoreTime)
		metadatatest.AssertEqualExtensionIssueTrackerEntries(t, f.telemetry, with("of", map[string]int64{
			"issues": 3, "changes": 3, "known": 3, "pending": 1, "window": 0, "held": 0, "releases": 0, "streams": 0, "operations": 0, "senders": 0, "found": 0,
		}), ignoreTime)
		metadatatest.AssertEqualExtensionIssueTrackerLimit(t, f.telemetry, with("of", map[string]int64{
			"issues": 100, "changes": 2, "known": 200, "pending": 50_000, "window": 100_000, "held": 10_000, "releases": 10_000,
			"streams": 0, "operations": 0, "senders": 0, "found": 0,
		}), ignoreTime)
		metadatatest.AssertEqualExtensionIssueTrackerFlushFailures(t, f.telemetry, one(0), ignoreTime)
		metadatatest.AssertEqualExtensionIssueTrackerCommitWaits(t, f.telemetry, with("result", map[string]int64{
			"committed": 2, "timeout": 0, "crowded": 0, "suspended": 0, "off": 0, "canceled": 0,
		}), ignoreTime)
		metadatatest.AssertEqualExtensionIssueTrackerDropped(t, f.telemetry, with("reason", map[string]int64{
			"pending": 0, "exemplar": 0, "window": 0, "hold": 0, "refused": 0, "release": 0, "stream": 0, "sender": 0, "repeat": 0, "operation": 0, "trace": 0, "finding": 0,
		}), ignoreTime)
		metadatatest.AssertEqualExtensionIssueTrackerFolded(t, f.telemetry, with("reason", map[string]int64{"path": 0}), ignoreTime)
		metadatatest.AssertEqualExtensionIssueTrackerUnfit(t, f.telemetry, with("reason", map[string]int64{
			"late": 0, "skewed": 0, "cold": 0, "unversioned": 0, "folded": 0, "odd": 0,
		}), ignoreTime)
		metadatatest.AssertEqualExtensionIssueTrackerOutboxPending(t, f.telemetry, with("destination", map[string]int64{
			"issues/sentry": 3,
		}), ignoreTime)
		metadatatest.AssertEqualExtensionIssueTrackerOutboxLost(t, f.telemetry, with("destination", map[string]int64{
			"issues/sentry": 0,
		}), ignoreTime)
		time.Sleep(7 * time.Second)
		metadatatest.AssertEqualExtensionIssueTrackerOutboxOldest(t, f.telemetry, []metricdata.DataPoint[float64]{{
			Value: 7, Attributes: attribute.NewSet(attribute.String("destination", "issues/sentry")),
		}}, ignoreTime)

		time.Sleep(2*trimEvery + time.Second) // the return of the first error is told after a minute
		synctest.Wait()
		metadatatest.AssertEqualExtensionIssueTrackerTrimmed(t, f.telemetry, with("reason", map[string]int64{
			"issues": 0, "tombstones": 0, "folds": 0, "counts": 0, "releases": 0, "traffic": 0, "changes": 2, "refused": 0, "destinations": 0, "snapshots": 0,
		}), ignoreTime)
		metadatatest.AssertEqualExtensionIssueTrackerOutboxLost(t, f.telemetry, with("destination", map[string]int64{
			"issues/sentry": 2,
		}), ignoreTime)
	})
}
