package flatline_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

func TestDetector_PagesWhenADropThatWasToldBecomesSilence(t *testing.T) {
	w := newWorld(t, declared(1))
	drop := monday.AddDate(0, 0, 14)
	silence := drop.Add(4 * time.Hour)
	f := signups(60)
	f.rate = func(t time.Time) float64 {
		switch {
		case t.Before(drop):
			return 60
		case t.Before(silence):
			return 30
		}
		return 0
	}
	w.start(shop("a", "1.0.0"), f)
	began := phases(w.run(silence), flatline.PhaseBegan)
	require.Len(t, began, 1, told(began))
	require.Equal(t, flatline.TierNotice, began[0].Tier)

	began = phases(w.run(silence.Add(3*time.Hour)), flatline.PhaseBegan)
	require.Len(t, began, 1, told(began))
	require.Equal(t, flatline.TierPage, began[0].Tier)
	require.Zero(t, began[0].Ratio)
	require.WithinDuration(t, silence.Add(15*time.Minute), began[0].At, 15*time.Minute)

	f.rate = steady(60)
	f.next = w.after(f, w.now)
	over := phases(w.run(silence.Add(6*time.Hour)), flatline.PhaseRecovered)
	require.Len(t, over, 1)
	require.Equal(t, began[0].Incident, over[0].Incident)
}
