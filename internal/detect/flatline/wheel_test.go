package flatline

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWheel_FiresEachStreamInTheTickItWasSetFor(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 5))
	w := wheel{tick: 1_000_003}
	const streams = 200
	w.grow(streams + 1)
	want := map[StreamID]int64{} // the oracle
	for range 20_000 {
		id := StreamID(1 + rnd.IntN(streams))
		at := (w.tick + 1 + rnd.Int64N(int64(1)<<rnd.IntN(26))) << tickBits
		switch rnd.IntN(6) {
		case 0:
			w.clear(id)
			delete(want, id)
		case 1:
			to := w.tick + rnd.Int64N(int64(1)<<rnd.IntN(20))
			for {
				due := w.next(to << tickBits)
				if due == nil {
					break
				}
				for _, id := range due {
					require.Equal(t, want[id], w.tick)
					delete(want, id)
				}
			}
			require.Equal(t, to, w.tick)
			for id, tick := range want {
				require.Greater(t, tick, to, id)
			}
		case 2:
			w.sooner(id, at)
			if old, ok := want[id]; !ok || at>>tickBits < old {
				want[id] = at >> tickBits
			}
		default:
			w.set(id, at)
			want[id] = at >> tickBits
		}
	}
	require.Nil(t, w.next((w.tick)<<tickBits))
	var fired []StreamID
	for due := w.next((w.tick + 1<<30) << tickBits); due != nil; due = w.next((w.tick + 1<<30) << tickBits) {
		fired = append(fired, due...)
		if len(fired) >= len(want) {
			break
		}
	}
	slices.Sort(fired)
	require.Len(t, fired, len(want))
}

func TestRing_GapsAreKnownWhateverTheOrderOfItems(t *testing.T) {
	r := ring{width: 2}
	step := r.step()
	begin := 1000 * step
	for _, slot := range []int64{31, 0, 8, 8} {
		r.add(begin+slot*step/slots, 1)
	}
	at, some := r.next(begin-3*step, begin+step)
	require.True(t, some)
	require.Equal(t, begin, at)
	count, filled := r.take(begin)
	require.Equal(t, 4., count)
	var since []int64
	gaps(filled, step, func(_, gap int64) { since = append(since, gap) })
	require.Equal(t, []int64{0, 8 * step / slots, 23 * step / slots}, since)
	_, some = r.next(begin-3*step, begin+step)
	require.False(t, some)
}
