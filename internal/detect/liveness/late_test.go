package liveness

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// What all senders of a service sent is known without asking each: a service may have thousands, and each of them be late.
func TestRegistry_KnowsWhatAllSendersOfAServiceSent(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 7))
	now := noon
	r := New(nil, 20)
	for range 5000 {
		now = now.Add(time.Duration(random.IntN(300)) * time.Second)
		id := r.Sender(Sender{Service: fmt.Sprint(random.IntN(3)), Instance: fmt.Sprint(random.IntN(12))}, now)
		r.Hear(Batch{Sender: id, Received: now.UnixNano(), Items: 1})
	}
	require.NotZero(t, r.overflow, "so that some left")
	kept := New(nil, 20)
	from := ServiceID(0)
	for _, data := range r.Snapshot(&from) {
		require.NoError(t, kept.Restore(data, now))
	}
	for _, one := range []*Registry{r, kept} {
		require.Len(t, one.services, 4)
		for n := range one.services[1:] {
			s, sum := &one.services[n+1], 0.
			for at := s.senders; at != 0; at = one.senders[at].next {
				sum += one.senders[at].batches
			}
			require.InDelta(t, sum, s.sent, 1e-9)
			require.NotZero(t, sum)
		}
	}
}

func BenchmarkRegistry_HearsALateBatchOfAServiceOfTenThousandSenders(b *testing.B) {
	r, at := New(nil, 10_000), noon.UnixNano()
	for n := range 10_000 {
		r.Hear(Batch{Sender: r.Sender(Sender{Service: "s", Instance: fmt.Sprint(n)}, noon), Received: at, Items: 1})
	}
	for n := 0; b.Loop(); n++ {
		at += int64(time.Millisecond)
		old := at - int64(2*LagMax)
		r.Hear(Batch{Sender: ID(n%10_000 + 1), Received: at, First: old, Last: old, Items: 1})
	}
}
