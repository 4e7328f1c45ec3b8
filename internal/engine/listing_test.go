package engine

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/detect/slowdown"
)

func TestWatcher_ABatchHasItsTurnBetweenTwoPiecesOfAListing(t *testing.T) {
	var w watcher
	batch, waits := make(chan struct{}), false
	w.list(func() (more bool) {
		require.False(t, w.mu.TryLock(), "a piece is listed under the lock")
		if !waits {
			waits = true
			go func() {
				w.mu.Lock()
				defer w.mu.Unlock()
				close(batch)
			}()
		}
		select {
		case <-batch:
			return false
		default:
			return true
		}
	})
}

func TestListing_HasWhatIsInAllPieces(t *testing.T) {
	f := newFixture(t)
	flatlines, err := f.tracker.Flatlines("flatline", flatline.Settings{})
	require.NoError(t, err)
	latencies := newLatencies(t, f.tracker)
	for n := range 3*listedAtOnce + 1 {
		name := fmt.Sprintf("server GET /%04d", 9999-n)
		require.NotZero(t, flatlines.detector.Stream(flatline.Key{Definition: -1, Service: "shop", Signal: flatline.SignalSpan, Name: name}, f.now))
		require.NotZero(t, latencies.detector.Operation(slowdown.Key{Service: "shop", Operation: name}, f.now))
	}
	streams, operations := flatlines.Streams(), latencies.Operations()
	require.Equal(t, flatlines.detector.Streams(), streams)
	require.Equal(t, latencies.detector.Operations(), operations)
	require.Len(t, streams, 3*listedAtOnce+1)
	require.Len(t, operations, 3*listedAtOnce+1)
	require.Equal(t, "server GET /9999", streams[len(streams)-1].Stream)
	require.Equal(t, "server GET /9999", operations[len(operations)-1].Key.Operation)
}
