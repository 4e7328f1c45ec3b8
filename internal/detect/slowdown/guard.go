package slowdown

import (
	"math"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

const (
	// ninety is how many standard errors to each side hold nine of ten cases.
	ninety = 1.6448536269514722
	// leastWeight is what the instances but for one need to be compared, as n·m/(n+m) spans.
	leastWeight = 20
	// patience is for how many blocks instances are waited for that cannot be compared yet, doubt after how many a case that is not
	// clear is decided as it seems.
	patience, doubt = 60, 240
	// sure is how many nats make it certain which of two explanations holds: 150 to 1. Better to wait than to blame a release for one
	// of its instances, or for other requests.
	sure = 5
	// mixed is the share of a tail from which on it is that of other requests.
	mixed = 0.5
	// surely is how many standard errors a difference is above zero that can be looked at time and again.
	surely = 4
)

// guarded is what an answer is when other explanations were looked at.
type guarded struct {
	kind  Kind // 0: not clear yet
	place int  // of the bad instance
}

// guard says what an answer stands for. several says that more than one instance of the new release is known.
func (c *contest) guard(a latency.Answer, g latency.Gate, several bool) guarded {
	patient, doubted := c.Ranks.Blocks() >= patience, c.Ranks.Blocks() >= doubt
	place, rest, compared := c.others()
	compared = compared && c.near.mean() > 0
	if a == latency.AnswerTail {
		return c.guardTail(place, rest, compared, patient || !several, doubted)
	}
	if c.within.weight > 0 && c.within != c.near && c.near.mean() > 0 && !c.alikeSlower(g) {
		switch likelier := c.shared(&c.within); {
		case likelier <= -sure, likelier < 0 && doubted:
			return guarded{kind: KindMixShift}
		case likelier < sure && !doubted:
			return guarded{}
		}
	}
	if !compared && (patient || !several) {
		return guarded{kind: KindRegression}
	}
	switch likelier := c.shared(&rest); {
	case !compared:
	case likelier >= sure, likelier >= 0 && doubted:
		return guarded{kind: KindRegression}
	case likelier <= -sure, doubted:
		return guarded{kind: KindBadInstance, place: place}
	}
	return guarded{}
}

// guardTail is guard for a tail, of which the mean of all logarithms says little.
func (c *contest) guardTail(place int, rest difference, compared, patient, doubted bool) guarded {
	if c.excess > 0 && c.alike <= (1-mixed)*c.excess {
		return guarded{kind: KindMixShift}
	}
	if !compared {
		if patient {
			return guarded{kind: KindTail}
		}
		return guarded{}
	}
	switch likelier := c.shared(&rest); {
	case likelier >= sure, likelier >= 0 && patient:
		return guarded{kind: KindTail}
	case likelier <= -sure, doubted:
		return guarded{kind: KindBadInstance, place: place}
	}
	return guarded{}
}

// alikeSlower says that requests of each kind are slower too, for certain and by what is worth telling.
func (c *contest) alikeSlower(g latency.Gate) bool {
	mean, e := c.within.mean(), c.errorNear(&c.within)
	return mean >= surely*e && g.Passes(effectOf(mean, e), c.Before.Quantile(0.5).Value)
}

// shared is by how many nats it is likelier that a part of the spans has the difference that all of them have, than that it has none.
func (c *contest) shared(part *difference) float64 {
	e := c.errorNear(part)
	return c.near.mean() * (part.mean() - c.near.mean()/2) / (e * e)
}

// effectOf is a mean of logarithms with its standard error as a ratio.
func effectOf(mean, e float64) latency.Effect {
	return latency.Effect{Ratio: math.Exp(mean), Low: math.Exp(mean - ninety*e), High: math.Exp(mean + ninety*e)}
}

// effectOfOne is the effect of an instance that alone makes the difference.
func (c *contest) effectOfOne(place int) latency.Effect {
	var all float64
	for _, p := range c.places {
		all += p.weight
	}
	times := all / c.places[place].weight
	return effectOf(c.all.mean()*times, c.error(&c.all)*times)
}

// others is the difference without the instance that adds most to it; compared is false when there is only one, or when too little is
// known without one of them.
func (c *contest) others() (place int, rest difference, compared bool) {
	var all difference
	for _, p := range c.places {
		all.sum += p.sum
		all.weight += p.weight
	}
	for i, p := range c.places {
		if p.weight == 0 {
			continue
		}
		without := difference{all.sum - p.sum, all.weight - p.weight}
		if without.weight < leastWeight {
			return 0, difference{}, false
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
	e := c.error(&c.cold)
	return c.cold.mean() >= surely*e && g.Passes(effectOf(c.cold.mean(), e), c.Before.Quantile(0.5).Value)
}
