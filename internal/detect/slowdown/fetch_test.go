package slowdown

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestObserveAll_IsTheSameAsObserveOneByOne(t *testing.T) {
	one, all := newLoad(t, 30, 3), newLoad(t, 30, 3)
	for i := range 40 * 60 {
		at := start.Add(time.Duration(i) * time.Second)
		var batch []Span
		for j := i % 5; j < len(one.spans); j += 5 {
			s := one.spans[j]
			s.Start, s.Received, s.Duration = at.Add(-60*time.Millisecond), at, s.Duration*(0.5+one.r.Float64())
			batch = append(batch, s)
		}
		batch = append(batch, Span{Received: at}, Span{Operation: 1 << 20, Received: at})
		for _, s := range batch {
			one.d.Observe(s)
		}
		all.d.ObserveAll(batch)
		require.Equal(t, one.d.Advance(at), all.d.Advance(at))
	}
	require.Equal(t, one.d.Operations(), all.d.Operations())
	require.Equal(t, save(one.d), save(all.d))
	require.Equal(t, one.d.Stats(), all.d.Stats())
	require.Positive(t, one.d.Stats().Comparisons)
}
