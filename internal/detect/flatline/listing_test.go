package flatline

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDetector_ListsInPiecesWhatItListsAtOnce(t *testing.T) {
	d, err := New(Settings{Declared: []Declared{{Name: "signups"}, {Name: "orders"}}})
	require.NoError(t, err)
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	d.Stream(Key{Definition: 1, Service: "shop"}, now)
	for n := range 20 {
		d.Stream(Key{Definition: -1, Service: fmt.Sprint("shop-", n%3), Signal: SignalSpan, Name: fmt.Sprint("server GET /", n)}, now)
	}
	whole := d.Streams()
	require.Len(t, whole, 22)
	for size, want := range map[int]int{1: 21, 5: 5, 20: 2, 21: 1, 100: 1} {
		var l Listing
		pieces := 1
		for d.List(&l, size) {
			pieces++
		}
		require.Equal(t, want, pieces)
		require.Equal(t, whole, l.Streams())
	}
}

func TestDetector_ListsWhatWasDeclaredAndNeverCame(t *testing.T) {
	d, err := New(Settings{Declared: []Declared{{Name: "signups"}}})
	require.NoError(t, err)
	all := d.Streams()
	require.Len(t, all, 1)
	require.Equal(t, "signups", all[0].Stream)
}
