package latency

import "math"

// α is shared out: three quarters to the ranks, an eighth to each tail. Halves and quarters would take 3 % more spans for +10 % of
// all durations at α = 0.0001, and 6 % fewer for tails.
const (
	bodyShare = 4. / 3
	tailShare = 8.
)

var logBodyShare, logTailShare = math.Log(bodyShare), math.Log(tailShare)

// tailQuantiles are those beyond which slow spans are counted, shownQuantiles those that can show how much slower they are: where
// spans ten times as slow were common before, 0.95 hardly moves when others become three times as slow, and 0.9 does.
var (
	tailQuantiles  = [2]float64{0.95, 0.99}
	shownQuantiles = [...]float64{0.9, 0.95, 0.99}
)

// Answer is what a comparison says.
type Answer uint8

const (
	// AnswerNothing: no difference was shown, or none that is worth telling.
	AnswerNothing Answer = iota
	// AnswerSlower: durations as a whole are longer.
	AnswerSlower
	// AnswerTail: few requests take much longer, the others do not.
	AnswerTail
)

func (a Answer) String() string { return [...]string{"nothing", "slower", "tail"}[min(a, AnswerTail)] }

// Comparison is all that is known of one operation under a new release against the old one. It is a value of about 1.5 KB
// without pointers. The zero Comparison has seen nothing.
type Comparison struct {
	Ranks Blocked
	tails [len(tailQuantiles)]tail
	// Before and After are the durations under the old and the new release, in the same minutes and weighted alike.
	Before, After Sample
}

// Close takes in a block that is Ready and reports whether the ranks could use it. 0 allocations.
func (c *Comparison) Close(old, fresh *Hist) bool {
	if old.count < Fewest || fresh.count < Fewest {
		return false
	}
	for i, bin := range begin(&c.Before) {
		if bin < Bins {
			c.tails[i].close(old, fresh, bin)
		}
	}
	n, m := float64(old.count), float64(fresh.count)
	weight := n * m / (n + m)
	c.Before.add(old, weight)
	c.After.add(fresh, weight)
	return c.Ranks.Close(old, fresh)
}

// Effect is how much slower the new release is, as a ratio with its 90 % interval.
func (c *Comparison) Effect() Effect { return effectOf(&c.Before, &c.After, c.Ranks.Inflation()) }

// TailEffect is the ratio of the high quantile q that grew for certain by most.
func (c *Comparison) TailEffect() (e Effect, q float64) {
	for _, one := range shownQuantiles {
		if other := tailEffect(&c.Before, &c.After, one); q == 0 || other.Low > e.Low {
			e, q = other, one
		}
	}
	return e, q
}

// PValue is the smallest α at which any of the tests has alarmed so far, whatever the size of the effect. Without a difference
// it ever gets below α in a share of at most α of the releases.
func (c *Comparison) PValue() float64 {
	p := bodyShare * c.Ranks.PValue()
	for i := range c.tails {
		p = min(p, tailShare*math.Exp(-c.tails[i].best))
	}
	return min(p, 1)
}

// Answer says what is shown now, at α over the whole life of the release. It is a tail when any test has shown a difference and a high
// quantile grew for certain by more than all durations did.
func (c *Comparison) Answer(alpha float64, g Gate) Answer {
	body := c.Ranks.Evidence() >= math.Log(bodyShare/alpha)
	all := c.Effect()
	if body && g.Passes(all, c.Before.Quantile(0.5).Value) {
		return AnswerSlower
	}
	if !body && max(c.tails[0].now, c.tails[1].now) < math.Log(tailShare/alpha) {
		return AnswerNothing
	}
	if e, q := c.TailEffect(); e.Low > all.High && g.Passes(e, c.Before.Quantile(q).Value) {
		return AnswerTail
	}
	return AnswerNothing
}

// Evidence is the logarithm of the e-process of all tests together, in nats, as of now: what evidence.EBH wants to be told.
func (c *Comparison) Evidence() float64 {
	logs, most := c.logs()
	var sum float64
	for _, l := range logs {
		sum += math.Exp(l - most)
	}
	return most + math.Log(sum)
}

// Reaches says that Evidence is some nats or more.
func (c *Comparison) Reaches(nats float64) bool {
	_, most := c.logs()
	return !(most+math.Ln2*2 < nats) && c.Evidence() >= nats // three of the highest are less than four
}

// logs are the evidence of the tests as each counts, and the highest.
func (c *Comparison) logs() (logs [3]float64, most float64) {
	logs = [3]float64{c.Ranks.now - logBodyShare, c.tails[0].now - logTailShare, c.tails[1].now - logTailShare}
	return logs, max(logs[0], logs[1], logs[2])
}
