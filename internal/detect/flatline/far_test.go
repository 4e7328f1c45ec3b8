package flatline_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

func TestDetector_AReceiveTimeThatNobodyCanHaveMeantHoldsUpNothing(t *testing.T) {
	for _, far := range []time.Time{{}, time.Unix(0, math.MinInt64), time.Unix(0, math.MaxInt64), time.Date(2500, 1, 1, 0, 0, 0, 0, time.UTC)} {
		t.Run(far.String(), func(t *testing.T) {
			d, err := flatline.New(flatline.Settings{})
			require.NoError(t, err)
			for _, now := range []time.Time{far, monday, far, monday.Add(2 * time.Hour)} {
				for _, received := range []time.Time{now, monday} {
					sender := d.Sender(flatline.Sender{Service: now.String()}, now)
					id := d.Stream(flatline.Key{Definition: -1, Service: now.String()}, now)
					d.Hear(flatline.Heard{Sender: sender, Received: received, First: now, Last: now, Items: 1, Entries: 1})
					d.Observe(flatline.Observation{Stream: id, Sender: sender, At: now, Received: received, Count: 1})
				}
				d.Advance(now)
			}
			require.Len(t, d.Streams(), 3)
		})
	}
}
