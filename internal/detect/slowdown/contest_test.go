package slowdown

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDetector_ExpectsTheNoiseThatFormerReleasesTaught(t *testing.T) {
	tests := []struct {
		name   string
		blocks int
		want   bool
	}{
		{"a comparison of an hour teaches it", taught, true},
		{"a short one does not", taught - 1, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := New(warm())
			require.NoError(t, err)
			o := d.operations[d.Operation(Key{Service: "shop", Operation: "server GET /"}, start)]
			s := &slot{}
			s.contest = d.newContest(o, 1, 2, start.UnixNano())
			usual := s.contest.Ranks.Inflation()
			old, fresh := slot{block: new(block)}, slot{block: new(block)}
			for i := range tt.blocks {
				old.hist.Reset()
				fresh.hist.Reset()
				for n := range 50 {
					// The new release is slower in one minute and quicker in the next.
					old.hist.Record(50e6 + float64(n)*1e6)
					fresh.hist.Record((50e6 + float64(n)*1e6) * []float64{0.7, 1.4}[i%2])
				}
				require.True(t, s.contest.close(&old, &fresh, bounds{}))
			}
			learned := s.contest.Ranks.Inflation()
			require.Greater(t, learned, 10*usual)
			d.end(o, s)
			require.Nil(t, s.contest)
			next := d.newContest(o, 2, 3, start.UnixNano())
			require.Equal(t, tt.want, next.Ranks.Inflation() > 5*usual)

			other, err := New(warm())
			require.NoError(t, err)
			require.NoError(t, other.decode(d.encode(o), start.Add(time.Minute)))
			require.InDelta(t, o.inflation, other.operations[1].inflation, 1e-6)
		})
	}
}
