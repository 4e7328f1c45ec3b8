package latency

import (
	"math"

	"github.com/tidemark-otel/tidemark/internal/detect/evidence"
)

// tailSpans is how many spans of the old release must lie beyond a quantile before the quantile is used.
const tailSpans = 10

// tail tests whether more spans of the new release than of the old one take longer than a quantile of the old release, as that
// was known before the block. It finds what slows down few requests by much, to which ranks are deaf.
type tail struct {
	rise evidence.Rise
	inflation
	best, now float64 // highest evidence so far, and that of now, in nats
}

// close takes in a block. begin is the first bin that counts as slow.
func (t *tail) close(old, fresh *Hist, begin int) {
	var slowOld, slowFresh float64
	for i := begin; i < int(max(old.to, fresh.to)); i++ {
		slowOld += float64(old.bins[i])
		slowFresh += float64(fresh.bins[i])
	}
	if slowOld+slowFresh == 0 {
		return // says nothing
	}
	all, slow := float64(old.count)+float64(fresh.count), slowOld+slowFresh
	share := float64(fresh.count) / all
	if variance := slow * share * (1 - share) * (all - slow) / (all - 1); variance > 0 {
		t.add(slowFresh-slow*share, variance)
	}
	t.rise.Step(share, slowFresh, slowOld)
	t.now = t.evidence()
	t.best = max(t.best, t.now)
}

// evidence is the logarithm of the e-process in nats, less for slow spans that come in clusters, and 0 before fewestBlocks.
func (t *tail) evidence() float64 {
	if t.blocks < fewestBlocks {
		return 0
	}
	e := t.rise.Evidence()
	if e > 0 {
		return e / t.value()
	}
	return e
}

// begin are the first bins beyond the tailQuantiles of the old release, Bins for one beyond which there is none, or of which too little is
// known yet.
func begin(old *Sample) (bins [len(tailQuantiles)]int) {
	spans, bin, sum := old.Spans(), int(old.from), 0.0
	for i, q := range tailQuantiles {
		if bins[i] = Bins; spans*(1-q) < tailSpans {
			continue
		}
		for sum < q*old.weight && bin < int(old.to) {
			sum += float64(old.bins[bin])
			bin++
		}
		if sum >= q*old.weight {
			bins[i] = bin
		}
	}
	return bins
}

// tailEffect is the ratio of a quantile with its 90 % interval, as if the errors of both sides were log-normal.
func tailEffect(old, fresh *Sample, q float64) Effect {
	o, f := old.Quantile(q), fresh.Quantile(q)
	ratio := f.Value / o.Value
	down := math.Hypot(math.Log(f.Value/f.Low), math.Log(o.High/o.Value))
	up := math.Hypot(math.Log(f.High/f.Value), math.Log(o.Value/o.Low))
	return Effect{Ratio: ratio, Low: ratio * math.Exp(-down), High: ratio * math.Exp(up)}
}
