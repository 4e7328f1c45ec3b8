package flatline_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

// alarmed is a world whose stream stopped an hour ago, and what was told of it.
func alarmed(t *testing.T) (*world, *flow, flatline.Finding) {
	noon := threeWeeks.Add(12 * time.Hour)
	w := newWorld(t, declared(1))
	f := signups(60)
	w.start(shop("a", "1.0"), f)
	f.rate = stopping(f.rate, noon, noon.Add(3*time.Hour))
	began := phases(w.run(noon.Add(time.Hour)), flatline.PhaseBegan)
	require.Len(t, began, 1)
	return w, f, began[0]
}

func TestRestore_AnIncidentWhoseStreamIsDeclaredOtherwiseEndsAndHidesNothing(t *testing.T) {
	w, f, began := alarmed(t)
	edited := declared(1)
	edited.Declared[0].Hash = "edited"
	w.restart(t, edited, 10*time.Minute)
	found := w.run(w.now.Add(time.Hour))
	require.Len(t, found, 1)
	require.Equal(t, flatline.PhaseRecovered, found[0].Phase)
	require.Equal(t, began.Incident, found[0].Incident)
	require.Equal(t, []string{"what it was about is not watched any more"}, found[0].Words)
	stop := w.now.AddDate(0, 0, 14)
	f.rate = stopping(steady(60), stop, time.Time{})
	require.Empty(t, told(w.run(stop)))
	require.Len(t, phases(w.run(stop.Add(time.Hour)), flatline.PhaseBegan), 1, "it is told when the stream stops again")
}

func TestRestore_AStreamWhoseIncidentCannotBeReadIsToldAnew(t *testing.T) {
	w, _, began := alarmed(t)
	w.saved = map[string][]byte{}
	for key, data := range w.d.Snapshot() {
		if !strings.HasPrefix(key, "incident/") {
			w.saved[key] = data
		}
	}
	w.restart(t, declared(1), 10*time.Minute)
	found := w.run(w.now.Add(3 * time.Hour))
	require.NotEmpty(t, found)
	for _, f := range found {
		require.Equal(t, flatline.KindFlatline, f.Kind, "not of a kind that nobody knows")
		require.Equal(t, began.Incident, f.Incident)
	}
	require.Len(t, phases(found, flatline.PhaseRecovered), 1)
}
