package latency

import "math"

// Blocked tests whether spans of the new release take longer than those of the old one in the same minute: Mann and Whitney's
// rank test in each block, the blocks weighted as van Elteren proposed. Whatever slows both releases down at the same time
// cancels. It may be looked at after each block without spending more of α. The zero Blocked has seen nothing and knows nothing of the
// operation.
type Blocked struct {
	inflation
	best, now  float64 // highest evidence so far, and that of now, in nats
	old, fresh uint64  // spans in the blocks taken in
}

// Close takes in a block. It says nothing, and is left out, when a side has fewer than Fewest spans or when all durations fall
// into one bin. It reports whether it was taken in.
func (b *Blocked) Close(old, fresh *Hist) bool {
	if old.count < Fewest || fresh.count < Fewest {
		return false
	}
	u, variance := rank(old, fresh)
	if !(variance > 0) {
		return false
	}
	n, m := float64(old.count), float64(fresh.count)
	weight := 1 / (n + m + 1)
	b.add((u-n*m/2)*weight, variance*weight*weight)
	b.old += uint64(old.count)
	b.fresh += uint64(fresh.count)
	b.now = b.evidence()
	b.best = max(b.best, b.now)
	return true
}

// rank returns Mann and Whitney's count of the pairs of which the new span took longer, half of it where both are in one bin,
// and its variance, given these durations, when it is chance which of the spans are of the new release.
func rank(old, fresh *Hist) (u, variance float64) {
	var below, ties float64
	from, to := widened(old.from, old.to, fresh.from, fresh.to)
	for i := int(from); i < int(to); i++ {
		o, f := old.bins[i], fresh.bins[i]
		if o == 0 && f == 0 {
			continue
		}
		u += float64(f) * (below + float64(o)/2)
		below += float64(o)
		t := float64(o) + float64(f)
		ties += t * (t*t - 1)
	}
	n, m := float64(old.count), float64(fresh.count)
	all := n + m
	return u, n * m / 12 * (all + 1 - ties/(all*(all-1)))
}

// Expect tells what Inflation was learned of the operation under former releases; less than is usual counts as usual.
func (b *Blocked) Expect(inflation float64) {
	if inflation >= 1 && inflation < 1e6 {
		b.expected = inflation
		b.now = b.evidence()
	}
}

// Inflation is φ: by how much the noise between blocks exceeds that of independent spans. At least 1.
func (b *Blocked) Inflation() float64 { return b.value() }

// Evidence is the logarithm of the e-process that the new release is slower, in nats, as of now. It is 0
// before fewestBlocks: until then nobody can know how much they differ without a reason.
func (b *Blocked) Evidence() float64 { return b.now }

func (b *Blocked) evidence() float64 {
	if b.blocks < fewestBlocks {
		return 0
	}
	return mixture(b.score/math.Sqrt(b.value()), b.variance)
}

// PValue is the smallest α at which the test has alarmed so far: without a difference it ever gets below α in a share of α of
// the releases at most.
func (b *Blocked) PValue() float64 { return math.Exp(-b.best) }

// Spans is how many spans of the old and of the new release were compared.
func (b *Blocked) Spans() (old, fresh uint64) { return b.old, b.fresh }

// Blocks is how many blocks were taken in.
func (b *Blocked) Blocks() int { return int(b.blocks) }
