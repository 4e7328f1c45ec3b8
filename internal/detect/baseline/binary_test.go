package baseline

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestBinary_KeepsAll(t *testing.T) {
	m, at := constant(t, 3)
	at = feed(&m, at, 0, 0, 0, 0, 0)
	b, err := m.AppendBinary([]byte("x"))
	require.NoError(t, err)
	require.Len(t, b, 1+Size)
	var got Model
	require.NoError(t, got.UnmarshalBinary(b[1:]))
	require.Equal(t, m, got)
	feed(&m, at, 2)
	require.NotEqual(t, m, got)
}

func TestBinary_RefusesWhatItIsNot(t *testing.T) {
	m, _ := constant(t, 3)
	b, _ := m.AppendBinary(nil)
	kept := m
	for n := range Size {
		require.ErrorIs(t, m.UnmarshalBinary(b[:n]), ErrFormat)
	}
	require.ErrorIs(t, m.UnmarshalBinary(append(b, 0)), ErrFormat)
	require.ErrorIs(t, m.UnmarshalBinary(append([]byte{version + 1}, b[1:]...)), ErrFormat)
	require.Equal(t, kept, m)
}

func FuzzUnmarshalBinary(f *testing.F) {
	m, at := constant(f, 3)
	b, _ := m.AppendBinary(nil)
	f.Add(b)
	feed(&m, at, 0, 0, 0, 0)
	b, _ = m.AppendBinary(nil)
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		var m Model
		if m.UnmarshalBinary(b) != nil {
			return
		}
		again, _ := m.AppendBinary(nil)
		require.Equal(t, b, again)
		for i := range 3 {
			at := monday.Add(time.Duration(i) * time.Hour)
			require.False(t, math.IsNaN(m.Rate(time.UTC, at)))
			m.When(time.UTC, at, 10)
			m.Learn(time.UTC, Hour{Start: at, N: float64(i), Expected: m.Expected(time.UTC, at, at.Add(time.Hour)), Observed: 1})
		}
		require.False(t, math.IsNaN(m.Rate(time.UTC, monday)))
		require.GreaterOrEqual(t, m.CV2(), 0.01)
	})
}
