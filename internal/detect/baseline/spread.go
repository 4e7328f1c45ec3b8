package baseline

import "math"

var inf = math.Inf(1)

// spread estimates how far windows fall short of their forecast, beyond chance: the squared coefficient of variation c². Only
// shortfalls count, doubled, as bursts say nothing about silence; half of the variance of a Poisson count is taken off.
type spread struct {
	events, expected float32 // of the open window
	sum, windows     float32 // decayed
}

const (
	spreadKeep    = 0.99
	spreadPrior   = 20
	spreadTypical = 0.10
)

// add counts an hour; a window closes when enough is expected of it for an alarm.
func (s *spread) add(n, expected, enough float64) {
	s.events += float32(n)
	s.expected += float32(expected)
	if x := float64(s.expected); x >= enough {
		y := -0.5 / x
		if w := float64(s.events) / x; w < 1 {
			y += (w - 1) * (w - 1)
		}
		s.sum = float32(spreadKeep*float64(s.sum) + 2*y)
		s.windows = float32(spreadKeep*float64(s.windows) + 1)
		s.events, s.expected = 0, 0
	}
}

func (s *spread) cv2() float64 {
	c := (float64(s.sum) + spreadPrior*spreadTypical) / (float64(s.windows) + spreadPrior)
	return min(max(c, 0.01), 1)
}
