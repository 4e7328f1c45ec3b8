package engine

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
)

// The race detector watches.
func TestFlatlines_PipelinesTheWriterAndPeopleMeet(t *testing.T) {
	f := newFixture(t)
	early := newFlatlines(t, f.tracker)
	_, err := f.tracker.Restore(t.Context(), time.Time{}, start)
	require.NoError(t, err)
	const pipelines, batches = 3, 60
	var all sync.WaitGroup
	for p := range pipelines {
		all.Go(func() {
			sender := shop
			sender.Instance = fmt.Sprint(p)
			for n := range batches {
				at := start.Add(time.Duration(n) * time.Second)
				b := early.Begin(flatline.SignalSpan, at)
				requests(b, &sender, uint64(n)*10+1, 2, at)
				if n%10 == 9 {
					b.Abort()
				} else {
					b.Commit()
				}
			}
		})
	}
	all.Go(func() { // the writer
		for n := range 3 * 60 {
			now := start.Add(time.Duration(n) * time.Second)
			f.tracker.Advance(now)
			if err := errors.Join(f.tracker.ReportFound(t.Context(), now), f.tracker.SaveLearned(t.Context(), now)); err != nil {
				t.Error(err)
			}
		}
	})
	all.Go(func() { // a component that starts later, and somebody who looks
		_, err := f.tracker.Flatlines("flatline/late", flatline.Settings{})
		_, restored := f.tracker.Restore(t.Context(), time.Time{}, start)
		for range 60 {
			f.tracker.Streams()
			early.Stats()
			early.Senders()
		}
		if err != nil || restored != nil {
			t.Error(err, restored)
		}
	})
	all.Wait()
	items := early.Stats().Items
	require.EqualValues(t, pipelines*batches*2, items[ledger.FateReceived])
	require.EqualValues(t, pipelines*batches*2/10, items[ledger.FateRefused])
	require.EqualValues(t, pipelines*batches*2*9/10, items[ledger.FateCounted])
	require.NoError(t, f.tracker.SaveAllLearned(t.Context(), start.Add(time.Hour)))
}
