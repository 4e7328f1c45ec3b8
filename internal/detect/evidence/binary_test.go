package evidence

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func forms(t testing.TB) (Tail, Drop, Cohort) {
	t.Helper()
	tail := NewTail(StatisticGap)
	var d Drop
	var c Cohort
	r := rand.New(rand.NewPCG(6, 1))
	level(&d, r, noon, 3000, 30, 20)
	d.Concede()
	for range 100 {
		tail.Record(r.ExpFloat64()*3, 1)
		c.Step(r.Float64(), 1, 2)
	}
	return tail, d, c
}

func TestBinary_KeepsAll(t *testing.T) {
	tail, d, c := forms(t)
	b, err := tail.AppendBinary(nil)
	require.NoError(t, err)
	var gotTail Tail
	require.NoError(t, gotTail.UnmarshalBinary(b))
	require.Equal(t, tail, gotTail)
	require.Len(t, b, TailSize)
	b, err = d.AppendBinary(nil)
	require.NoError(t, err)
	var gotDrop Drop
	require.NoError(t, gotDrop.UnmarshalBinary(b))
	require.Equal(t, d, gotDrop)
	require.Len(t, b, DropSize)
	b, err = c.AppendBinary(nil)
	require.NoError(t, err)
	var gotCohort Cohort
	require.NoError(t, gotCohort.UnmarshalBinary(b))
	require.Equal(t, c, gotCohort)
	require.Len(t, b, CohortSize)
}

func FuzzUnmarshalBinary(f *testing.F) {
	tail, d, c := forms(f)
	for _, x := range []interface {
		AppendBinary([]byte) ([]byte, error)
	}{&tail, &d, &c} {
		b, _ := x.AppendBinary(nil)
		f.Add(b)
		f.Add(b[:len(b)-1])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var tail Tail
		if tail.UnmarshalBinary(b) == nil {
			tail.Record(3, 1)
			require.False(t, math.IsNaN(tail.Evidence(10)))
			require.False(t, math.IsNaN(tail.Inverse(10)))
		}
		var d Drop
		if d.UnmarshalBinary(b) == nil {
			d.Step(noon, 1, 10, 5)
			require.False(t, math.IsNaN(d.Evidence(1).Evidence))
		}
		var c Cohort
		if c.UnmarshalBinary(b) == nil {
			c.Step(0.5, 3, 4)
			require.False(t, math.IsNaN(c.Evidence()))
		}
	})
}
