package slowdown

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

// waiter is an operation that spends four fifths of its time on a service, beside others each of which is compared and was told to be slower.
func waiter(t *testing.T, on string, others int) (*Detector, *operation) {
	d, err := New(warm())
	require.NoError(t, err)
	id := d.Operation(Key{Service: "front", Operation: "server GET /"}, start)
	ref := breakdown.SpanRef{Trace: [16]byte{1}, ID: [8]byte{1}, Start: start.UnixNano(), End: start.UnixNano() + 50e6, Entry: true, Operation: uint32(id)}
	d.Trace(&ref, start)
	ref = breakdown.SpanRef{Trace: ref.Trace, ID: [8]byte{2}, Parent: ref.ID, Start: ref.Start, End: ref.Start + 40e6,
		Part: d.Part(breakdown.Part{Kind: breakdown.PartService, Name: on})}
	d.Trace(&ref, start)
	d.Advance(start.Add(time.Minute))
	for n := range others {
		name := fmt.Sprint("other", n)
		o := d.operations[d.Operation(Key{Service: name, Operation: "server GET /"}, start)]
		old, fresh := d.Release("", name, "", "1", start), d.Release("", name, "", "2", start)
		s := d.slots.take()
		s.contest = d.newContest(o, old, fresh, start.UnixNano())
		o.of[0], o.slots[0] = fresh, s
		d.incidents = append(d.incidents, &told{service: o.service, operations: []OperationID{o.id},
			finding: Finding{Kind: KindRegression, Onset: start, Effect: latency.Effect{Ratio: 2}}})
	}
	return d, d.operations[id]
}

func TestAwaited_LooksOnceWhereTheTimeGoesHoweverManyServicesAreCompared(t *testing.T) {
	cost := func(others int) float64 {
		d, o := waiter(t, "database", others)
		return testing.AllocsPerRun(10, func() { require.False(t, d.awaited(o, start.UnixNano())) })
	}
	require.Equal(t, cost(2), cost(200))
}

func TestCaller_LooksOnceWhereTheTimeGoesWhileTimePasses(t *testing.T) {
	for on, found := range map[string]bool{"database": false, "other7": true} {
		d, o := waiter(t, on, 20)
		require.Equal(t, found, d.awaited(o, start.UnixNano()), on)
		require.Equal(t, found, d.caller(o, start.UnixNano(), 0.1) != nil, on)
		require.Equal(t, []spending{{on, 0.8}}, d.spent[o.id])
		require.Zero(t, testing.AllocsPerRun(10, func() { d.caller(o, start.UnixNano(), 0.1) }))
	}
}
