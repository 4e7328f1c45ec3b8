package liveness

import "time"

const (
	fineStep, coarseStep = int64(10 * time.Second), int64(5 * time.Minute)
	fineSteps            = 64
	coarseSteps          = 96
)

// recent are the counts of the last ten minutes and of the last eight hours.
type recent struct {
	fine   [fineSteps]uint32
	coarse [coarseSteps]uint32
	at     int64 // newest time that was counted
}

// add counts n at a time. What is older than the rings is left out.
func (r *recent) add(at int64, n int) {
	turn(r.fine[:], fineStep, r.at, at)
	turn(r.coarse[:], coarseStep, r.at, at)
	r.at = max(r.at, at)
	if at > r.at-fineStep*(fineSteps-1) {
		r.fine[at/fineStep%fineSteps] += uint32(n)
	}
	if at > r.at-coarseStep*(coarseSteps-1) {
		r.coarse[at/coarseStep%coarseSteps] += uint32(n)
	}
}

// turn empties the steps that come into use when time moves on.
func turn(ring []uint32, step, from, to int64) {
	size := int64(len(ring))
	for i := max(from/step, to/step-size) + 1; i <= to/step; i++ {
		ring[i%size] = 0
	}
}

// since returns how many were counted from one time to another, and from when on: steps are not divided, and the rings end.
func (r *recent) since(from, to int64) (n float64, begin int64) {
	ring, step := r.fine[:], fineStep
	if max(to, r.at)-from > fineStep*(fineSteps-2) {
		ring, step = r.coarse[:], coarseStep
	}
	size := int64(len(ring))
	first := max((from+step-1)/step, max(to, r.at)/step-size+1)
	for i := first; i <= min(to, r.at)/step; i++ {
		n += float64(ring[i%size])
	}
	return n, first * step
}
