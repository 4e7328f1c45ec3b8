package slowdown

import (
	"math"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

const (
	// places is how many instances of a release are told apart; what is beyond shares one.
	places = 8
	// slotIdle is for how long a release has to be gone until another one takes its place in an operation.
	slotIdle = int64(30 * time.Minute)
	// taught is how many blocks of a comparison teach how much the noise between them exceeds that of independent spans.
	taught = 60
	// logBin is the width of a bin in natural logarithms.
	logBin = math.Ln2 / 4
)

// operation is what is known of one, over all releases. Times are unix nanoseconds. What every span needs comes first, in two lines of the
// cache and a third for the spans that wait.
type operation struct {
	service uint32
	base    uint8 // slot of the old release, once it was chosen
	chosen  bool  // base is chosen
	// arranged are the slots, one bit each, whose comparison with base is as it should be.
	arranged uint8
	failed   bool
	of       [slots]ReleaseID // which release each slot is of, 0 is free

	last   int64
	begin  int64 // of the open block, 0 when none is
	newest int64 // end of the newest span
	closed int64 // end of the last block
	spans  float64

	seen [slots]int64 // when the release of a slot was seen last
	// due is until when time alone does not end the open block; 0 when that is not known.
	due int64
	// counts are the spans of the open block by slot and, last, those of rest; what is more than fits counts as the most.
	counts  [slots + 1]uint16
	waiting waiting

	name string
	born int64

	// From here on it is for a block that ends.
	dirty bool
	// slow is the bin of OTel's layout from which on a span counts as slow, 0 when that is not known.
	slow  int16
	id    OperationID
	slots [slots]*slot
	// rest counts what names no release, or one that is not told apart.
	rest       *slot
	drift      *latency.Drift
	succession *succession
	// level is the logarithm of the median of the last blocks, over all releases, and normal that of more; 0 when there was none.
	level, normal float64
	mix           *mix
	scatter       float32 // variance of the logarithm within a block
	inflation     float32 // of the last comparison that had enough blocks to teach it, 0 without one
	body          float32 // standard deviation of the logarithm that the middle of the durations of a block has
	near          bounds
	usual         tally
	recent        [places]tally
	first         [slots]int64 // when a slot was given to its release
}

func (o *operation) key() operationKey {
	return operationKey{service: o.service, failed: o.failed, name: o.name}
}

// tally is a number of spans and the sum of the logarithms of their durations.
type tally struct{ n, sum float32 }

func (t *tally) mean() float64 { return float64(t.sum / t.n) }

// counted is a tally in a block. near is its sum with each logarithm no further from the middle than operation.near says.
type counted struct {
	tally
	near float32
}

// stratum is what is counted of like requests in a block.
type stratum struct {
	counted
	slow float32
}

// block is what is counted of an operation under one release until its block ends. Few are in use at a time: most spans wait until then.
type block struct {
	hist   latency.Hist
	strata [Strata]stratum
	places [places]counted
}

// none is the block of all slots of which nothing was counted. It is never written to.
var none block

// slot is an operation under one release, a line of the cache.
type slot struct {
	*block
	cold tally
	// usual and recent spans of it.
	usual, recent tally
	spans         uint64 // that were counted
	contest       *contest
	compared      outcome
	succeeded     bool // the test of the release that came when the old one went has begun
}

// chill counts a span of an instance that has just started.
func (s *slot) chill(log float32) {
	s.cold.n++
	s.cold.sum += log
}

// at is a slot, or, from slots on, rest.
func (o *operation) at(i int) *slot {
	if i < slots {
		return o.slots[i]
	}
	return o.rest
}

// slot returns where spans of a release are counted: in slots, or, from there on, in rest.
func (d *Detector) slot(o *operation, of ReleaseID, now int64) int {
	if of != 0 {
		for i := range o.of {
			if o.of[i] == of {
				return i
			}
		}
		if i := d.enter(o, of, now); i >= 0 {
			return i
		}
		d.stats.Folded++
	}
	if o.rest == nil {
		o.rest = d.newSlot()
	}
	return slots
}

// enter gives a release a slot, if one is free or its release is gone. -1 without.
func (d *Detector) enter(o *operation, of ReleaseID, now int64) int {
	free := -1
	for i := range d.settings.MaxReleases {
		if o.of[i] == 0 {
			free = i
			break
		}
		idle := now-o.seen[i] > slotIdle
		if idle && (free < 0 || o.seen[i] < o.seen[free]) {
			free = i
		}
	}
	if free < 0 {
		return free
	}
	if o.of[free] != 0 {
		d.leave(o, o.of[free])
	}
	o.of[free], o.slots[free], o.seen[free], o.first[free] = of, d.newSlot(), now, now
	o.arranged = 0
	return free
}

// leave forgets an operation under a release.
func (d *Detector) leave(o *operation, of ReleaseID) {
	for i := range o.of {
		if o.of[i] != of || of == 0 {
			continue
		}
		d.settle(o)
		s := o.slots[i]
		d.end(o, s)
		if o.succession != nil && o.succession.of == of {
			d.endSuccession(o)
		}
		o.chosen = o.chosen && int(o.base) != i
		d.book.Forget(uint32(o.id), uint32(of))
		d.empty(s)
		d.slots.give(s)
		o.of[i], o.slots[i], o.seen[i], o.counts[i] = 0, nil, 0, 0
		o.arranged, o.due = 0, 0
		for _, other := range o.slots { // comparisons with it are over
			if other != nil && other.contest != nil && other.contest.old == of {
				d.end(o, other)
			}
		}
	}
}

func (d *Detector) newSlot() *slot {
	s := d.slots.take()
	s.block = &none
	return s
}

// empty lets go of what was counted of a block.
func (d *Detector) empty(s *slot) {
	if s.block != &none {
		d.blocks.give(s.block)
		s.block = &none
	}
	s.cold = tally{}
}

// clear lets go of what was counted of the open block.
func (d *Detector) clear(o *operation) {
	for _, s := range o.slots {
		if s != nil {
			d.empty(s)
		}
	}
	if o.rest != nil {
		d.empty(o.rest)
	}
	o.counts = [slots + 1]uint16{}
}

// end closes the comparison of a slot. What it taught of the noise between blocks is expected of the next one.
func (d *Detector) end(o *operation, s *slot) {
	if s.contest == nil {
		return
	}
	if s.contest.Ranks.Blocks() >= taught {
		o.inflation = float32(s.contest.Ranks.Inflation())
	}
	d.comparisons.give(s.contest)
	s.contest = nil
	d.contests--
}

func (d *Detector) newContest(o *operation, old, fresh ReleaseID, now int64) *contest {
	c := d.comparisons.take()
	c.old, c.fresh, c.begun = old, fresh, now
	c.Ranks.Expect(float64(o.inflation))
	d.contests++
	return c
}
