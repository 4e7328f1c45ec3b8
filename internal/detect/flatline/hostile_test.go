package flatline_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

// A sender that was forgotten while its batch was on its way: the id is that of nobody, then of somebody else.
func TestDetector_ABatchMayOutliveItsSenderAndItsStream(t *testing.T) {
	d, err := flatline.New(flatline.Settings{MaxSenders: 1, Discover: flatline.Discover{MaxStreams: 1}})
	require.NoError(t, err)
	key := flatline.Key{Definition: -1, Service: "shop", Name: "server GET /"}
	stream, sender := d.Stream(key, monday), d.Sender(flatline.Sender{Service: "shop", Instance: "a"}, monday)
	now := monday
	for n := range 4 { // each makes room for the next after an hour of silence
		now = now.Add(2 * time.Hour)
		d.Sender(flatline.Sender{Service: "shop", Instance: string(rune('b' + n))}, now)
		require.NotPanics(t, func() {
			d.Observe(flatline.Observation{Stream: stream, Sender: sender, At: now, Received: now, Count: 1})
		})
	}
	require.EqualValues(t, 4, d.Streams()[0].Events)
}

func TestDetector_TakesWhateverItIsSent(t *testing.T) {
	d, err := flatline.New(flatline.Settings{Declared: []flatline.Declared{
		{Name: "attempts"}, {Name: "signups", Tier: flatline.TierPage, Reference: "attempts"},
	}})
	require.NoError(t, err)
	times := []time.Time{{}, time.Unix(0, 0), time.Unix(-1<<40, 0), time.Unix(1<<40, 0), time.Unix(0, math.MinInt64), time.Unix(0, math.MaxInt64)}
	counts := []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 0, math.SmallestNonzeroFloat64, 1 << 56, math.MaxFloat64}
	now := monday
	for n := range 30 * 24 * 4 {
		now = now.Add(15 * time.Minute)
		version := string(rune('a' + n/100))
		sender := d.Sender(flatline.Sender{Service: "shop", Version: version, Instance: version}, now)
		at := append(times, now)[n%(len(times)+1)]
		d.Hear(flatline.Heard{Sender: sender, Received: now, First: at, Last: now, Items: 1, Entries: math.MaxInt32, Roots: 1})
		for definition := -1; definition < 2; definition++ {
			id := d.Stream(flatline.Key{Definition: definition, Service: "shop"}, now)
			count := 1.
			if n%17 == 0 {
				count = counts[n/17%len(counts)]
			}
			d.Observe(flatline.Observation{Stream: id, Sender: sender, At: at, Received: now, Count: count})
			d.Observe(flatline.Observation{Stream: id, Sender: sender, At: now, Received: now, Count: 1})
		}
		d.Advance(now)
	}
	d.Advance(now.Add(48 * time.Hour))
	for _, s := range d.Streams() {
		for _, x := range []float64{s.Rate, s.Mean, s.Events} {
			require.False(t, math.IsNaN(x) || math.IsInf(x, 0), "%s: %v", s.Stream, x)
		}
	}
}

func TestDetector_BeginsAnewAfterALongAbsence(t *testing.T) {
	for name, leave := range map[string]func(d *flatline.Detector, until time.Time){
		"the Collector was down":           func(d *flatline.Detector, until time.Time) { d.Away(monday, until) },
		"the clock leaps further than any": func(*flatline.Detector, time.Time) {},
	} {
		t.Run(name, func(t *testing.T) {
			d, ids, sender := many(t, 100)
			d.Advance(monday)
			now := time.Date(2200, 1, 1, 12, 0, 0, 0, time.UTC)
			leave(d, now)
			require.Empty(t, d.Advance(now))
			d.Hear(flatline.Heard{Sender: sender, Received: now, First: now, Last: now, Items: 1})
			d.Observe(flatline.Observation{Stream: ids[0], Sender: sender, At: now, Received: now, Count: 1})
			require.Empty(t, d.Advance(now.Add(2*time.Hour)))
			require.Equal(t, now, d.Streams()[0].LastEvent.UTC())
		})
	}
}
