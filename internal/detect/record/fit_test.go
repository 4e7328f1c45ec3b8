package record

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFit_KeepsAsManyEntriesAsThereIsRoomFor(t *testing.T) {
	for name, test := range map[string]struct {
		head, entry, want int
		asked             []int
	}{
		"all of them":              {10, 100, 10 + 100*100, []int{100}},
		"all, with no byte to add": {0, MaxBytes / 100, MaxBytes / 100 * 100, []int{100}},
		"half of them":             {0, 1000, 50_000, []int{100, 50}},
		"one":                      {0, 60_000, 60_000, []int{100, 50, 25, 12, 6, 3, 1}},
		"none":                     {10, 70_000, 10, []int{100, 50, 25, 12, 6, 3, 1, 0}},
		"not even none":            {MaxBytes + 1, 1, 0, []int{100, 50, 25, 12, 6, 3, 1, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			var asked []int
			data := Fit(100, func(keep int) ([]byte, error) {
				asked = append(asked, keep)
				return make([]byte, test.head+keep*test.entry), nil
			})
			require.Len(t, data, test.want)
			require.Equal(t, test.asked, asked)
		})
	}
	require.Nil(t, Fit(100, func(int) ([]byte, error) { return make([]byte, 5), errors.New("no") }))
}
