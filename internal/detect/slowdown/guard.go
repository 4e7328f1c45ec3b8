package slowdown

import (
	"math"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

const (
	// ninety is how many standard errors to each side hold nine of ten cases.
	ninety = 1.6448536269514722
	// leastWeight is what an instance needs to be compared, as n·m/(n+m) spans.
	leastWeight = 20
	// patience is after how many blocks a case that is not clear is decided as it seems.
	patience = 60
	// mixed is the share of an effect from which on it is that of other requests, partly from where on it is not clear.
	mixed, partly = 0.5, 0.2
	// restSure is how many standard errors make it certain that the instances but for the slowest are slower too. It is rather waited
	// than the release blamed for one of them.
	restSure = 2.5
	// coldSure is how many standard errors make a cold start certain.
	coldSure = 4
)

// guarded is what an answer is when other explanations were looked at.
type guarded struct {
	kind  Kind // 0: not clear yet
	place int  // of the bad instance
}

// guard says what an answer stands for.
func (c *contest) guard(a latency.Answer, g latency.Gate) guarded {
	kind := KindRegression
	if a == latency.AnswerTail {
		kind = KindTail
	}
	switch other := c.otherRequests(a, g); {
	case other >= mixed:
		return guarded{kind: KindMixShift}
	case a != latency.AnswerTail && other > partly && c.Ranks.Blocks() < patience && !g.Passes(c.effectOf(&c.within), c.Before.Quantile(0.5).Value):
		return guarded{}
	}
	place, rest, compared := c.others()
	half := c.all.mean() / 2
	switch {
	case !compared && c.instances() > 1 && c.Ranks.Blocks() < patience:
		return guarded{}
	case !compared || !(half > 0):
		return guarded{kind: kind}
	}
	e := rest.error(c.Before.Spread(), c.Ranks.Inflation())
	certain := kind == KindTail && rest.mean() > half+e || kind != KindTail && rest.mean() > restSure*e
	switch {
	case rest.mean() >= half && certain:
		return guarded{kind: kind}
	case rest.mean() < half-e, rest.mean() < half && c.Ranks.Blocks() >= patience:
		return guarded{kind: KindBadInstance, place: place}
	case kind == KindTail && c.Ranks.Blocks() >= patience:
		return guarded{kind: kind}
	}
	return guarded{}
}

// otherRequests is the share of the effect that is gone among like requests; 0 when what is left of it is worth telling for certain
// though.
func (c *contest) otherRequests(a latency.Answer, g latency.Gate) float64 {
	all, alike := c.all.mean(), c.within.mean()
	if a == latency.AnswerTail {
		all, alike = c.excess, c.alike
	}
	if !(all > 0) || math.IsNaN(alike) || a != latency.AnswerTail && alike <= all/2 && g.Passes(c.effectOf(&c.within), c.Before.Quantile(0.5).Value) {
		return 0
	}
	return 1 - alike/all
}

// effectOf is a difference as a ratio.
func (c *contest) effectOf(d *difference) latency.Effect {
	reach := ninety * d.error(c.Before.Spread(), c.Ranks.Inflation())
	return latency.Effect{Ratio: math.Exp(d.mean()), Low: math.Exp(d.mean() - reach), High: math.Exp(d.mean() + reach)}
}

// instances is how many places of instances were compared at all.
func (c *contest) instances() (n int) {
	for _, p := range c.places {
		if p.weight > 0 {
			n++
		}
	}
	return n
}

// others is the difference without the instance that adds most to it; compared is false when there is only one.
func (c *contest) others() (place int, rest difference, compared bool) {
	var all difference
	for _, p := range c.places {
		all.sum += p.sum
		all.weight += p.weight
	}
	for i, p := range c.places {
		without := difference{all.sum - p.sum, all.weight - p.weight}
		if p.weight < leastWeight || without.weight < leastWeight {
			continue
		}
		if !compared || without.mean() < rest.mean() {
			place, rest, compared = i, without, true
		}
	}
	return place, rest, compared
}

// startedSlow says that instances which had just started were slower for certain, and are not now.
func (c *contest) startedSlow(g latency.Gate) bool {
	if c.cold.weight < leastWeight || c.all.weight < leastWeight || c.cold.mean() < 2*c.all.mean() {
		return false
	}
	least := c.cold.mean() - coldSure*c.cold.error(c.Before.Spread(), c.Ranks.Inflation())
	return least > 0 && g.Passes(c.effectOf(&c.cold), c.Before.Quantile(0.5).Value)
}
