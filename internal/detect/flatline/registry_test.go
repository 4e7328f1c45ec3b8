package flatline

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/liveness"
)

func TestRegistry_AfterARemovalTheRestIsFoundAndListedAsBefore(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	r := newRegistry()
	type named struct {
		service liveness.ServiceID
		name    string
	}
	known, order := map[StreamID]named{}, map[liveness.ServiceID][]StreamID{} // the newest first
	for round := range 40 {
		for n := range 200 {
			one := named{liveness.ServiceID(1 + random.IntN(4)), fmt.Sprint(round, "-", n)}
			id := r.add(-1, one.service, SignalSpan, one.name)
			known[id], order[one.service] = one, append([]StreamID{id}, order[one.service]...)
		}
		var gone []StreamID
		for service, all := range order {
			var left []StreamID
			for _, id := range all {
				if random.IntN(3) > 0 || service == 1 && round%2 == 0 {
					gone = append(gone, id)
				} else {
					left = append(left, id)
				}
			}
			order[service] = left
		}
		random.Shuffle(len(gone), func(i, k int) { gone[i], gone[k] = gone[k], gone[i] })
		r.remove(gone)
		for _, id := range gone {
			require.False(t, r.known(id))
			require.Zero(t, r.find(-1, known[id].service, SignalSpan, known[id].name))
			delete(known, id)
		}
		require.Equal(t, len(known), r.live)
		for id, one := range known {
			require.Equal(t, id, r.find(-1, one.service, SignalSpan, one.name))
		}
		for service, want := range order {
			var got []StreamID
			r.of(service, func(id StreamID, _ *stream) { got = append(got, id) })
			require.Equal(t, want, got)
		}
	}
}

func BenchmarkRegistry_TenThousandStreamsOfAServiceLeave(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		r := newRegistry()
		var all []StreamID
		for n := range 10_000 {
			all = append(all, r.add(-1, 1, SignalSpan, fmt.Sprint(n)))
		}
		b.StartTimer()
		r.remove(all)
	}
}
