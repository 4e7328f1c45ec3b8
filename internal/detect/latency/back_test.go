package latency

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDrift_BackTakesWhatEndedLaterForNow(t *testing.T) {
	start := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for name, ahead := range map[string]int{"by an hour": 60, "by more than the minutes of the ring tell apart": 70_000} {
		t.Run(name, func(t *testing.T) {
			var d Drift
			now := start
			for range 5 {
				now = now.Add(time.Minute)
				d.Close(time.UTC, now, 50e6)
			}
			for n := range 3 {
				d.Close(time.UTC, now.Add(time.Duration(ahead+n)*time.Minute), 50e6)
			}
			back := now.Add(time.Minute)
			d.Back(back)
			require.EqualValues(t, 8, d.blocks, "what was learned stays")
			var ages []int
			for i := range int(d.ring.count) {
				ages = append(ages, d.ring.age(i, back))
			}
			want := []int{5, 4, 3, 2, 1, 0, 0, 0}
			if ahead > 1<<16 { // then blocks of before cannot be told from those of later
				want = make([]int, 8)
			}
			require.Equal(t, want, ages)
			d.Close(time.UTC, back.Add(time.Minute), 50e6)
			require.EqualValues(t, 9, d.blocks)
		})
	}
}

func TestDrift_BackChangesNothingWhenTimeGoesOn(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	var d Drift
	d.Back(now)
	require.Equal(t, Drift{}, d)
	d.Close(time.UTC, now, 50e6)
	before := d
	d.Back(now.Add(time.Hour))
	require.Equal(t, before, d)
}
