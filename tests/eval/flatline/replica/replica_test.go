package replica

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type node struct {
	name  string
	next  *node
	at    time.Time
	zone  *time.Location
	marks map[key][]int
	any   interface{ value() int }
	pair  [2]*int
	call  func()
}

type key struct{ a, b string }

type boxed struct{ n *int }

func (b boxed) value() int { return *b.n }

func TestOf_SharesNothingThatChanges(t *testing.T) {
	one, two := 1, 2
	a := &node{name: "a", at: time.Unix(7, 0), zone: time.UTC, marks: map[key][]int{{"x", "y"}: {1, 2}}, any: boxed{&one}, pair: [2]*int{&two, &two}}
	a.next = &node{name: "b", next: a}

	b := Of(a)
	require.Equal(t, a.name, b.name)
	require.Equal(t, "b", b.next.name)
	require.Same(t, b, b.next.next, "a circle stays one")
	require.NotSame(t, a.next, b.next)
	require.Same(t, a.zone, b.zone)
	require.True(t, a.at.Equal(b.at))
	require.Same(t, b.pair[0], b.pair[1], "what was shared stays so")

	b.marks[key{"x", "y"}][0] = 9
	b.marks[key{"z", ""}] = nil
	*b.any.(boxed).n = 8
	*b.pair[0] = 7
	require.Equal(t, map[key][]int{{"x", "y"}: {1, 2}}, a.marks)
	require.Equal(t, []int{1, 2}, []int{one, two})
}

func TestOf_RefusesWhatItCannotCopy(t *testing.T) {
	require.PanicsWithValue(t, "replica: a func() cannot be copied", func() { Of(&node{call: func() {}}) })
	require.NotPanics(t, func() { Of(&node{}) })
}

func TestOf_KeepsRoomThatASliceHad(t *testing.T) {
	s := make([]int, 1, 5)
	c := Of(&s)
	require.Equal(t, 5, cap(*c))
	*c = append(*c, 3)
	require.Zero(t, s[:2][1])
}
