package breakdown_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
)

// tiny is a span of a drawn trace: id, parent, start and end in ms, what it is.
type tiny struct {
	id, parent byte
	start, end int64
	part       breakdown.Part
}

var (
	entry   = breakdown.Part{Kind: breakdown.PartOwn}
	inside  = breakdown.Part{}
	render  = breakdown.Part{Kind: breakdown.PartOwn, Name: "render"}
	orders  = breakdown.Part{Kind: breakdown.PartDatabase, Name: "SELECT orders"}
	users   = breakdown.Part{Kind: breakdown.PartDatabase, Name: "SELECT users"}
	payment = breakdown.Part{Kind: breakdown.PartService, Name: "payment"}
)

// ask lets a book see the spans as a call of release 2, beside a call of release 1 that takes no more than a nanosecond.
func ask(t *testing.T, spans []tiny) (map[breakdown.Part]breakdown.Spent, breakdown.Stats) {
	b := newBook(t, small)
	b.Observe(&breakdown.SpanRef{Trace: [16]byte{1}, Start: 0, End: 1, Entry: true, Operation: 1, Release: 1}, monday)
	for _, s := range spans {
		b.Observe(&breakdown.SpanRef{
			Trace: [16]byte{2}, ID: [8]byte{s.id}, Parent: [8]byte{s.parent}, Start: s.start * millisecond, End: s.end * millisecond,
			Entry: s.part == entry, Operation: 1, Release: 2, Part: b.Part(s.part),
		}, monday)
	}
	b.Advance(monday.Add(time.Minute))
	after := map[breakdown.Part]breakdown.Spent{}
	for _, g := range b.Compare(1, 1, 2) {
		g.After.Nanoseconds /= float64(millisecond)
		g.After.Each /= float64(millisecond)
		after[g.Part] = g.After
	}
	return after, b.Stats()
}

func TestBook_DividesTheTimeOfACall(t *testing.T) {
	gap := func(name string) breakdown.Part { return breakdown.Part{Kind: breakdown.PartGap, Name: name} }
	type spent = map[breakdown.Part]breakdown.Spent
	for name, tt := range map[string]struct {
		spans []tiny
		want  spent
	}{
		"a call without children is its own code": {
			[]tiny{{1, 0, 0, 10, entry}}, spent{entry: {10, 1, 10}}},
		"children in a row, and own code around them": {
			[]tiny{{1, 0, 0, 10, entry}, {2, 1, 1, 3, orders}, {3, 1, 3, 8, payment}}, spent{entry: {3, 1, 3}, orders: {2, 1, 2}, payment: {5, 1, 5}}},
		"a gap between children that is most of the own code": {
			[]tiny{{1, 0, 0, 20, entry}, {2, 1, 1, 3, orders}, {3, 1, 13, 19, payment}},
			spent{entry: {2, 1, 12}, orders: {2, 1, 2}, gap("SELECT orders"): {10, 1, 10}, payment: {6, 1, 6}}},
		"children beside each other count once, for the one that is waited for, and each for how often": {
			[]tiny{{1, 0, 0, 10, entry}, {2, 1, 1, 4, orders}, {3, 1, 1, 9, payment}}, spent{entry: {2, 1, 2}, orders: {0, 1, 3}, payment: {8, 1, 8}}},
		"children that overlap hand over where the later one began": {
			[]tiny{{1, 0, 0, 10, entry}, {2, 1, 0, 6, orders}, {3, 1, 4, 10, payment}}, spent{entry: {0, 1, 0}, orders: {4, 1, 6}, payment: {6, 1, 6}}},
		"the same call three times in a row": {
			[]tiny{{1, 0, 0, 10, entry}, {2, 1, 0, 2, orders}, {3, 1, 2, 4, orders}, {4, 1, 4, 10, orders}}, spent{entry: {0, 1, 0}, orders: {10, 3, 10. / 3}}},
		"spans of the service are told apart by name": {
			[]tiny{{1, 0, 0, 10, entry}, {2, 1, 1, 9, render}, {3, 2, 1, 3, orders}}, spent{entry: {2, 1, 2}, render: {6, 1, 8}, orders: {2, 1, 2}}},
		"spans of the service that tell nothing are the code around them": {
			[]tiny{{1, 0, 0, 10, entry}, {2, 1, 1, 9, inside}, {3, 2, 1, 3, orders}}, spent{entry: {8, 1, 8}, orders: {2, 1, 2}}},
		"what is below a client span is its own": {
			[]tiny{{1, 0, 0, 10, entry}, {2, 1, 0, 9, payment}, {3, 2, 1, 3, orders}}, spent{entry: {1, 1, 1}, payment: {9, 1, 9}}},
		"a child counts only while its parent runs": {
			[]tiny{{1, 0, 5, 10, entry}, {2, 1, 0, 7, orders}, {3, 1, 9, 30, payment}, {4, 1, 11, 12, users}},
			spent{gap("SELECT orders"): {2, 1, 2}, entry: {0, 1, 2}, orders: {2, 1, 2}, payment: {1, 1, 1}, users: {0, 1, 0}}},
		"a span that ends before it starts takes no time": {
			[]tiny{{1, 0, 0, 10, entry}, {2, 1, 5, 3, orders}}, spent{entry: {10, 1, 10}, orders: {0, 1, 0}}},
		"a span that came twice counts once": {
			[]tiny{{1, 0, 0, 10, entry}, {2, 1, 0, 5, orders}, {2, 1, 0, 5, orders}, {1, 0, 0, 10, entry}}, spent{entry: {5, 1, 5}, orders: {5, 1, 5}}},
		"spans whose parents are a circle are of no call": {
			[]tiny{{1, 3, 0, 10, entry}, {2, 3, 0, 5, orders}, {3, 2, 0, 5, render}, {4, 4, 0, 5, render}, {5, 1, 1, 3, users}},
			spent{entry: {8, 1, 8}, users: {2, 1, 2}}},
		"a circle through the entry is cut there": {
			[]tiny{{1, 2, 0, 10, entry}, {2, 1, 0, 5, render}}, spent{entry: {5, 1, 5}, render: {5, 1, 5}}},
		"a span whose parent never came is of no call": {
			[]tiny{{1, 0, 0, 10, entry}, {2, 9, 0, 5, orders}}, spent{entry: {10, 1, 10}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, _ := ask(t, tt.spans)
			require.Len(t, got, len(tt.want), got)
			for part, want := range tt.want {
				assert.InDelta(t, want.Nanoseconds, got[part].Nanoseconds, 1e-3, part)
				assert.InDelta(t, want.Times, got[part].Times, 1e-9, part)
				assert.InDelta(t, want.Each, got[part].Each, 1e-3, part)
			}
		})
	}
}

func TestBook_TheServerBehindACallIsACallOfItsOwn(t *testing.T) {
	b := newBook(t, small)
	for release, slow := range []int64{0, 5} {
		trace := [16]byte{byte(release + 1)}
		id := func(n byte) [8]byte { return [8]byte{n} }
		for _, s := range []breakdown.SpanRef{
			{ID: id(1), End: 10 + slow, Entry: true, Operation: 1},
			{ID: id(2), Parent: id(1), End: 9 + slow, Part: b.Part(payment)},
			{ID: id(2), Parent: id(2), Start: 1, End: 8 + slow, Entry: true, Operation: 2}, // the same id, as some clients make it
			{ID: id(3), Parent: id(2), Start: 2, End: 7 + slow, Part: b.Part(orders)},
		} {
			s.Trace, s.Release, s.Start, s.End = trace, uint32(release+1), s.Start*millisecond, s.End*millisecond
			b.Observe(&s, monday)
		}
	}
	b.Advance(monday.Add(time.Minute))
	front, back := b.Compare(1, 1, 2), b.Compare(2, 1, 2)
	assert.Equal(t, payment, front[0].Part)
	assert.InDelta(t, 1, front[0].Share, 1e-9)
	assert.Equal(t, orders, back[0].Part)
	assert.InDelta(t, 5e6, back[0].Nanoseconds, 1e-3)
}

func TestBook_CodeInAnotherPlaceIsNoGapThatGrew(t *testing.T) {
	b := newBook(t, small)
	for release, second := range []int64{2, 12} {
		for _, s := range []breakdown.SpanRef{
			{ID: [8]byte{1}, End: 14, Entry: true, Operation: 1, Release: uint32(release + 1)},
			{ID: [8]byte{2}, Parent: [8]byte{1}, End: 2, Part: b.Part(orders)},
			{ID: [8]byte{3}, Parent: [8]byte{1}, Start: second, End: second + 2, Part: b.Part(payment)},
		} {
			s.Trace, s.Start, s.End = [16]byte{byte(release + 1)}, s.Start*millisecond, s.End*millisecond
			b.Observe(&s, monday)
		}
	}
	b.Advance(monday.Add(time.Minute))
	for _, g := range b.Compare(1, 1, 2) {
		assert.NotEqual(t, breakdown.PartGap, g.Part.Kind)
		assert.InDelta(t, 0, g.Nanoseconds, 1e-3, g)
	}
}
