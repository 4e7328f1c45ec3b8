package flatline

const recentSteps = 96

// recent are the counts of a stream's last 96 steps, for people to see.
type recent struct {
	counts [recentSteps]float32
	step   int64
	newest int64 // index of the newest step
	since  int64 // when counting began
}

// setStep changes the resolution. A coarser one keeps what was counted.
func (r *recent) setStep(step int64) {
	if step == r.step {
		return
	}
	old := *r
	*r = recent{step: step, since: old.since}
	if old.step == 0 || step < old.step {
		if old.step != 0 {
			r.since = (old.newest + 1) * old.step
		}
		return
	}
	for i := max(old.newest-recentSteps+1, 0); i <= old.newest; i++ {
		if n := old.counts[i%recentSteps]; n > 0 {
			r.add(i*old.step, float64(n))
		}
	}
	r.since = max(old.since, (old.newest-recentSteps+1)*old.step)
}

func (r *recent) add(at int64, n float64) {
	if r.step == 0 {
		return
	}
	if r.since == 0 {
		r.since = at
	}
	i := at / r.step
	for j := max(r.newest+1, i-recentSteps+1); j <= i; j++ {
		r.counts[j%recentSteps] = 0
	}
	r.newest = max(r.newest, i)
	if i > r.newest-recentSteps {
		r.counts[i%recentSteps] += float32(n)
	}
}

// at is how many were counted in a step.
func (r *recent) at(i int64) float64 {
	if i > r.newest || i <= r.newest-recentSteps || i < 0 {
		return 0
	}
	return float64(r.counts[i%recentSteps])
}

// sum is how many were counted from one time to another, by whole steps.
func (r *recent) sum(from, to int64) (n float64) {
	for i := from/r.step + 1; i <= min(to/r.step, r.newest); i++ {
		n += r.at(i)
	}
	return n
}
