package slowdown

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func save(d *Detector) map[string][]byte {
	all := map[string][]byte{}
	for key, data := range d.Snapshot() {
		all[key] = data
	}
	return all
}

func TestDetector_GoesOnAfterARestart(t *testing.T) {
	w := newWorld(t, 20, warm())
	w.minutes(60, on("1", 50, 1))
	w.minutes(30, on("1", 50, 1), on("2", 70, 1))
	require.Equal(t, []string{"regression 2"}, w.told(PhaseBegan))
	saved := save(w.d)
	require.Len(t, saved, 3)
	require.Empty(t, save(w.d), "nothing has changed")

	again := newWorld(t, 21, warm())
	for key, data := range saved {
		require.NoError(t, again.d.Restore(key, data, w.now), key)
	}
	again.now = w.now
	again.d.Away(w.now, w.now)
	before, after := w.d.Operations(), again.d.Operations()
	require.Equal(t, before[0].Releases, after[0].Releases)
	require.Equal(t, before, after)
	again.minutes(65, on("1", 50, 1), on("2", 70, 1))
	require.Equal(t, []string{"regression 2"}, again.told(PhaseWentOn), "told once")
	require.Empty(t, again.told(PhaseBegan))
	again.minutes(60, on("1", 50, 1))
	require.Equal(t, []string{"regression 2"}, again.told(PhaseRecovered))
}

func TestDetector_TakesTheRestOfASnapshotNextTime(t *testing.T) {
	w := newWorld(t, 22, warm())
	w.minutes(5, under("a", "1", 50, 1), under("b", "1", 50, 1), under("c", "1", 50, 1))
	keys := map[string]bool{}
	for range 4 {
		for key := range w.d.Snapshot() {
			require.False(t, keys[key])
			keys[key] = true
			break
		}
	}
	require.Len(t, keys, 4)
}

func FuzzDetector_Restore(f *testing.F) {
	w := newWorld(&testing.T{}, 23, warm())
	w.minutes(60, on("1", 50, 1))
	w.minutes(30, on("1", 50, 1), on("2", 70, 1))
	for key, data := range save(w.d) {
		f.Add(key, data)
		f.Add(key, data[:len(data)/2])
	}
	f.Add("what", []byte("is this"))
	f.Fuzz(func(t *testing.T, key string, data []byte) {
		again := newWorld(t, 24, warm())
		again.rate = 20
		_ = again.d.Restore(key, data, start)
		again.minutes(3, on("1", 50, 1), on("2", 50, 1))
		again.d.Operations()
	})
}
