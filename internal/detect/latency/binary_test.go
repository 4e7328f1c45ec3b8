package latency

import (
	"math"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
)

func forms(t testing.TB) (Hist, Comparison, Drift) {
	t.Helper()
	w := newWorld(1, world{spread: 0.6, size: 400, share: 0.4, ratio: 1.1})
	var c Comparison
	c.Ranks.Expect(2)
	for range 20 {
		w.next()
		c.Close(&w.old, &w.fresh)
	}
	s := newSeries(2, 0.1, 0.1)
	var d Drift
	for range 300 {
		s.block(&d, 1)
	}
	w.old.Record(-1)
	return w.old, c, d
}

func TestBinary_KeepsAll(t *testing.T) {
	h, c, d := forms(t)
	b, err := h.AppendBinary(nil)
	require.NoError(t, err)
	var gotHist Hist
	require.NoError(t, gotHist.UnmarshalBinary(b))
	require.Equal(t, h, gotHist)

	b, err = c.Before.AppendBinary(nil)
	require.NoError(t, err)
	var gotSample Sample
	require.NoError(t, gotSample.UnmarshalBinary(b))
	require.Equal(t, c.Before, gotSample)

	b, err = c.AppendBinary(nil)
	require.NoError(t, err)
	var gotComparison Comparison
	require.NoError(t, gotComparison.UnmarshalBinary(b))
	require.Equal(t, c, gotComparison)

	b, err = d.AppendBinary(nil)
	require.NoError(t, err)
	var gotDrift Drift
	require.NoError(t, gotDrift.UnmarshalBinary(b))
	require.Equal(t, d, gotDrift)
}

func TestBinary_OfEmptyValues(t *testing.T) {
	b, _ := new(Hist).AppendBinary(nil)
	require.NoError(t, new(Hist).UnmarshalBinary(b))
	b, _ = new(Comparison).AppendBinary(nil)
	require.NoError(t, new(Comparison).UnmarshalBinary(b))
	b, _ = new(Drift).AppendBinary(nil)
	require.NoError(t, new(Drift).UnmarshalBinary(b))
}

func TestBinary_RefusesWhatIsCutOffOrOfAnotherVersion(t *testing.T) {
	h, c, d := forms(t)
	for _, x := range []interface {
		AppendBinary([]byte) ([]byte, error)
		UnmarshalBinary([]byte) error
	}{&h, &c, &d, &c.After} {
		b, _ := x.AppendBinary(nil)
		for n := range b {
			require.ErrorIs(t, x.UnmarshalBinary(b[:n]), ErrFormat)
		}
		require.ErrorIs(t, x.UnmarshalBinary(append(b, 0)), ErrFormat)
		b[0]++
		require.ErrorIs(t, x.UnmarshalBinary(b), ErrFormat)
	}
}

func TestSizes_OfAReleaseAreBelow2500Bytes(t *testing.T) {
	require.Less(t, unsafe.Sizeof(Comparison{})+unsafe.Sizeof(Hist{}), uintptr(2500))
	require.Less(t, unsafe.Sizeof(Drift{}), uintptr(2500))
	t.Log(unsafe.Sizeof(Comparison{}), unsafe.Sizeof(Hist{}), unsafe.Sizeof(Drift{}))
}

func TestSteadyState_AllocatesNothing(t *testing.T) {
	h, c, d := forms(t)
	o := h
	end := start.Add(1000 * time.Hour)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		h.Record(5e7)
		c.Close(&o, &h)
		c.Answer(0.01, NewDefaultGate())
		c.Need(1.2, 0.3, 0.01, NewDefaultGate())
		end = end.Add(time.Minute)
		d.Close(time.UTC, end, h.Median())
		d.Alarm(1)
		d.Change()
	}))
}

func FuzzUnmarshalBinary(f *testing.F) {
	h, c, d := forms(f)
	for _, x := range []interface {
		AppendBinary([]byte) ([]byte, error)
	}{&h, &c, &d} {
		b, _ := x.AppendBinary(nil)
		f.Add(b)
		f.Add(b[:len(b)-1])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		old, fresh := h, h
		var got Hist
		if got.UnmarshalBinary(b) == nil {
			got.Quantile(0.5)
			got.Merge(&h)
			old = got
		}
		var k Comparison
		if k.UnmarshalBinary(b) == nil {
			k.Close(&old, &fresh)
			require.False(t, math.IsNaN(k.PValue()))
			require.False(t, math.IsNaN(k.Evidence()))
			k.Answer(0.01, NewDefaultGate())
			k.Need(1.2, 0.5, 0.01, NewDefaultGate())
			k.Plot()
		}
		var e Drift
		if e.UnmarshalBinary(b) == nil {
			e.Close(time.UTC, start.Add(1000*time.Hour), 1e7)
			e.Alarm(1)
			e.Change()
			e.Accept()
			require.False(t, math.IsNaN(e.Noise()))
		}
	})
}
