package issuetrackerextension

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension/internal/metadatatest"
	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// watch counts ten calls of the shop and returns when its only stream was born. Pipelines ask for their detector one by one.
func (f *fixture) watch(t *testing.T) time.Time {
	t.Helper()
	id := component.MustNewID("flatline")
	_, err := f.Flatlines(id, flatline.Settings{}, nil)
	require.NoError(t, err)
	detector, err := f.Flatlines(id, flatline.Settings{}, nil)
	require.NoError(t, err)
	batch := detector.Begin(flatline.SignalSpan, time.Now())
	batch.From(&flatline.Sender{Service: "shop", Environment: "production"})
	for n := range 10 {
		batch.Item(uint64(n+1), time.Now(), true, true)
		batch.Discovered("server GET /", time.Now(), 1)
	}
	batch.Commit()
	streams := detector.Streams()
	require.Len(t, streams, 1)
	return streams[0].Born
}

// damaged changes what a stopped tracker left in its store.
func damaged(t *testing.T, directory string, change func([]byte) []byte) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Settings{Path: filepath.Join(directory, databaseFile), Force: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	var all []store.Snapshot
	require.NoError(t, db.Snapshots(t.Context(), "flatline", "file", time.Now(), func(s store.Snapshot) error {
		if s.Key != "" {
			s.Data = change(s.Data)
			all = append(all, s)
		}
		return nil
	}))
	require.Len(t, all, 2)
	require.NoError(t, db.SaveSnapshots(t.Context(), "flatline", "file", all))
}

func TestLearned_SaysOnceWhetherItIsThereAgain(t *testing.T) {
	const goesOn, nothing, unreadable = "Detection goes on from what was learned", "Nothing was learned before", "Some of what was learned cannot be read"
	for name, tc := range map[string]struct {
		change  func([]byte) []byte
		lost    bool
		says    string
		corrupt int64
		kept    bool
	}{
		"it is":            {change: func(b []byte) []byte { return b }, says: goesOn, kept: true},
		"it is lost":       {lost: true, says: nothing},
		"it is cut off":    {change: func(b []byte) []byte { return b[:len(b)-1] }, says: unreadable, corrupt: 2},
		"it is all zeroes": {change: func(b []byte) []byte { return make([]byte, len(b)) }, says: unreadable, corrupt: 2},
	} {
		t.Run(name, func(t *testing.T) {
			directory := t.TempDir()
			inBubble(t, func(t *testing.T) {
				f := started(t, directory)
				before := f.watch(t)
				require.Equal(t, 1, f.logged.FilterMessageSnippet(nothing).Len())
				f.stop(t)
				if tc.lost {
					directory = t.TempDir()
				} else {
					damaged(t, directory, tc.change)
				}

				time.Sleep(time.Hour)
				f = started(t, directory)
				born := f.watch(t)
				for _, message := range []string{goesOn, nothing, unreadable} {
					want := 0
					if message == tc.says {
						want = 1
					}
					require.Equal(t, want, f.logged.FilterMessageSnippet(message).Len(), message)
				}
				require.Equal(t, tc.kept, born.Equal(before))
				point := func(outcome string, n int64) metricdata.DataPoint[int64] {
					return metricdata.DataPoint[int64]{Value: n, Attributes: attribute.NewSet(attribute.String("outcome", outcome))}
				}
				metadatatest.AssertEqualExtensionIssueTrackerLearned(t, f.telemetry, []metricdata.DataPoint[int64]{
					point("saved", 0), point("failed", 0), point("corrupt", tc.corrupt), point("oversized", 0),
				}, metricdatatest.IgnoreTimestamp())
			})
		})
	}
}
