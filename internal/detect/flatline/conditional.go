package flatline

import (
	"github.com/tidemark-otel/tidemark/internal/detect/evidence"
)

// conditional holds a stream against its attempts: given those, how many should have succeeded? Both tests of a stream are
// run again in that measure.
type conditional struct {
	share proportion
	tail  evidence.Tail
	drop  evidence.Drop
	done  int64 // index of the first block that was not looked at

	run      float64 // attempts since the last event, in expected events as a zero run counts them
	since    int64   // when the run began
	events   float64 // all that were seen beside attempts
	hours    float64
	hour     int64 // index of the open hour
	n, tries float64
	// attempts expected and seen since the run began
	expected float64
}

const (
	// blockMean is the expected events of a block up to which gaps are learned: more of them hide within one.
	blockMean = 1
	// conditionalDropAfter is the hours of both after which a drop of the share is believed.
	conditionalDropAfter = 72
	// lookEvery is how often a stream with attempts is looked at.
	lookEvery = 3 * blockStep
)

// compare settles the blocks of a stream and its reference until a time.
func (d *Detector) compare(s *stream, reference *stream, until int64) {
	c := s.more.conditional
	end := until / blockStep
	if c.done == 0 {
		c.done, c.since, c.hour = end, until, until/int64(3600e9)
	}
	c.done = max(c.done, end-blockCount+1)
	for ; c.done < end; c.done++ {
		from := c.done * blockStep
		_, hours := d.expected(s, from, from+blockStep)
		if hours*3600e9 < 0.99*float64(blockStep) {
			continue
		}
		c.block(s, hourOfDay(d.zone(s), from), from, s.more.blocks.at(c.done), reference.more.blocks.at(c.done))
		if h := (from + blockStep) / int64(3600e9); h != c.hour {
			c.close(s, hourOfDay(d.zone(s), from))
			c.hour = h
		}
	}
}

// block takes in the events and attempts of one.
func (c *conditional) block(s *stream, hour int, from int64, n, attempts float64) {
	c.n += n
	c.tries += attempts
	share := c.share.at(hour)
	x := evidence.Binomial(attempts, share) / s.perItem()
	if s.alarmed() {
		if s.more.alarm.conditional {
			s.more.alarm.step(from, from+blockStep, share*attempts, n)
		}
		c.reset(from + blockStep)
		return
	}
	warm := c.hours >= tailAfter
	if warm {
		// In events: the nats of a zero run are up to many times as much when most attempts succeed.
		c.drop.Step(at(from+blockStep), 1./360, share*attempts/s.perItem(), n/s.perItem())
	}
	if n == 0 {
		c.run += x
		c.expected += share * attempts
		return
	}
	if items := max(n/s.perItem(), 1); warm && x <= blockMean {
		c.tail.Record(c.run+x/2, 1)
		if items > 1 {
			c.tail.Record(x/items, items-1)
		}
	}
	c.events += n
	c.reset(from + blockStep)
}

func (c *conditional) reset(now int64) { c.run, c.expected, c.since = 0, 0, now }

// close learns an hour.
func (c *conditional) close(s *stream, hour int) {
	if !s.alarmed() {
		c.share.learn(hour, c.n, c.tries)
		if c.tries > 0 {
			c.hours++
		}
	}
	c.n, c.tries = 0, 0
}

// suspectShare looks for successes that stopped or dropped while attempts went on.
func (d *Detector) suspectShare(s *stream, now, until int64) (suspicion, bool) {
	c := s.more.conditional
	if !c.warm() || s.last >= until {
		return d.suspectShareDrop(s, now, until)
	}
	h := d.threshold(s)
	if e := c.tail.Evidence(c.run); e >= h && s.last < c.since+blockStep {
		return suspicion{now: now, until: until, onset: s.silentSince(), decided: now, evidence: e, threshold: h, conditional: true,
			expected: c.expected}, true
	}
	return d.suspectShareDrop(s, now, until)
}

func (d *Detector) suspectShareDrop(s *stream, now, until int64) (suspicion, bool) {
	c := s.more.conditional
	if c.hours < conditionalDropAfter || c.events < pageEvents {
		return suspicion{}, false
	}
	drop := c.drop.Evidence(d.budget(s))
	if drop.Evidence < drop.Threshold || drop.Threshold <= 0 {
		return suspicion{}, false
	}
	f := d.dropped(s, now, until, drop)
	f.conditional = true
	return f, true
}

const (
	// Between these shares of the attempts that were expected, those that came decide whether successes are missing.
	attemptsStopped, attemptsUsual = 0.1, 0.85
)

// fewerAttempts says that a silence has to be held against the attempts alone: so many fewer came that it is no surprise, and
// not so few that there is nothing to hold it against.
func (d *Detector) fewerAttempts(s *stream, until int64) bool {
	if s.more == nil || s.more.conditional == nil || !s.more.conditional.warm() {
		return false
	}
	id := d.reference(s)
	if id == 0 {
		return false
	}
	reference := d.streams.at(id)
	onset := s.silentSince()
	usual, _ := d.expected(reference, onset, until)
	came := d.seenSince(reference, onset, until)
	return came > attemptsStopped*usual && came < attemptsUsual*usual
}

// warm says that the share of attempts that succeeds is known.
func (c *conditional) warm() bool { return c.hours >= pageAfter && c.events >= pageEvents }
