package slowdown

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDetector_ListsInPiecesWhatItListsAtOnce(t *testing.T) {
	d, err := New(warm())
	require.NoError(t, err)
	require.Empty(t, d.Operations())
	for n := range 20 {
		d.Operation(Key{Service: fmt.Sprint("shop-", n%3), Operation: fmt.Sprint("server GET /", n)}, start)
	}
	whole := d.Operations()
	require.Len(t, whole, 20)
	for size, want := range map[int]int{1: 20, 5: 4, 19: 2, 20: 1, 100: 1} {
		var l Listing
		pieces := 1
		for d.List(&l, size) {
			pieces++
		}
		require.Equal(t, want, pieces)
		require.Equal(t, whole, l.Operations())
	}
}
