package flatline

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/baseline"
	"github.com/tidemark-otel/tidemark/internal/detect/liveness"
)

const (
	defaultStreams  = 50_000
	defaultSenders  = 10_000
	defaultDiscover = 10_000
	defaultSplits   = 20
	defaultBudget   = 0.1
	pooledBudget    = 12
)

// Detector watches streams. It is driven from outside: time is an argument. Not safe for concurrent use.
//
// Nothing ticks per stream: each waits in a wheel for the moment at which its silence would be told, its hour ends or its
// bucket is complete. Observe only counts, and sets that moment earlier where it has to be.
type Detector struct {
	settings Settings
	// gapsLooked is when gaps of some senders were looked at.
	gapsLooked int64
	references []int // by declared stream; -1 for none
	senders    *liveness.Registry
	streams    registry
	wheel      wheel
	incidents  []*told
	around     around
	turns      turns

	now        time.Time // as last told
	clock      int64     // of the wheel: what is due by then was looked at
	declared   []int     // streams by definition
	discovered int
	watched    int // discovered streams that share the pooled budget
	swept      int64
	restored   int64 // when what was last taken up had been saved
	wasAway    bool  // since the last snapshot
	saving     saving
	found      []Finding
	stats      Stats
}

// New returns a detector that knows nothing yet.
func New(s Settings) (*Detector, error) {
	s.Declared = slices.Clone(s.Declared)
	s.MaxStreams = cmp.Or(s.MaxStreams, defaultStreams)
	s.MaxSenders = cmp.Or(s.MaxSenders, defaultSenders)
	s.Discover.Budget = cmp.Or(s.Discover.Budget, pooledBudget)
	s.Discover.MaxStreams = cmp.Or(s.Discover.MaxStreams, min(defaultDiscover, s.MaxStreams))
	if s.Zone == nil {
		s.Zone = time.UTC
	}
	d := &Detector{settings: s, streams: newRegistry(), senders: liveness.New(s.Zone, s.MaxSenders),
		declared: make([]int, len(s.Declared)), references: make([]int, len(s.Declared))}
	var faults []error
	for i := range s.Declared {
		one := &s.Declared[i]
		one.Tier = cmp.Or(one.Tier, TierNotice)
		one.Budget = cmp.Or(one.Budget, defaultBudget)
		one.MaxSplits = cmp.Or(one.MaxSplits, defaultSplits)
		one.Zone = cmp.Or(one.Zone, s.Zone)
		d.references[i] = -1
		if one.Reference != "" {
			d.references[i] = slices.IndexFunc(s.Declared, func(o Declared) bool { return o.Name == one.Reference })
			if d.references[i] < 0 || d.references[i] == i {
				faults = append(faults, fmt.Errorf("stream %q: reference %q is not another declared stream", one.Name, one.Reference))
			}
		}
		if one.Budget < 0 {
			faults = append(faults, fmt.Errorf("stream %q: budget has to be above 0", one.Name))
		}
	}
	if s.Discover.Budget < 0 {
		faults = append(faults, errors.New("discover: budget has to be above 0"))
	}
	return d, errors.Join(faults...)
}

// Sender returns the id of a sender. The strings are copied when it is new.
func (d *Detector) Sender(s Sender, now time.Time) SenderID {
	now = d.believed(now)
	d.makeRoom(s.Namespace, s.Service, s.Environment, now.UnixNano())
	return SenderID(d.senders.Sender(s, now))
}

// Stream returns the id of a stream. The strings are copied when it is new.
func (d *Detector) Stream(k Key, now time.Time) StreamID {
	if k.Definition < -1 || k.Definition >= len(d.settings.Declared) {
		return 0
	}
	now = d.believed(now)
	d.makeRoom(k.Namespace, k.Service, k.Environment, now.UnixNano())
	service := d.senders.Service(k.Namespace, k.Service, k.Environment, now)
	if service == 0 {
		d.stats.Overflow++
		return 0
	}
	if id := d.streams.find(int32(k.Definition), service, k.Signal, k.Name); id != 0 {
		return id
	}
	if !d.room(k.Definition, now.UnixNano()) {
		d.stats.Overflow++
		return 0
	}
	if k.Definition >= 0 {
		d.declared[k.Definition]++
	} else {
		d.discovered++
	}
	id := d.streams.add(int32(k.Definition), service, k.Signal, k.Name)
	d.wheel.grow(int(id) + 1)
	d.born(id, now.UnixNano())
	return id
}

func (d *Detector) born(id StreamID, now int64) {
	s := d.streams.at(id)
	s.model = baseline.New(at(now))
	s.born, s.run, s.weight = now, now, 1
	s.ring.width = uint8(len(widths) - 1)
	s.settled = now / s.ring.step() * s.ring.step()
	s.prior = now
	d.openHour(s, now)
	if s.definition >= 0 {
		d.equip(s)
	}
	d.wheel.set(id, d.hourDue(id, s))
}

// equip gives a declared stream what it needs beyond others.
func (d *Detector) equip(s *stream) {
	m := s.extra()
	m.counts().setStep(d.seriesStep(s))
	if slices.Contains(d.references, int(s.definition)) {
		m.blocks = &blocks{}
	}
	if d.references[s.definition] >= 0 {
		m.blocks, m.conditional = &blocks{}, &conditional{}
	}
}

// Hear notes that a sender is alive.
func (d *Detector) Hear(h Heard) {
	d.reach(h.Received)
	d.senders.Hear(liveness.Batch{Sender: liveness.ID(h.Sender), Received: d.believed(h.Received).UnixNano(), First: nanos(h.First),
		Last: nanos(h.Last), Items: h.Items, Entries: h.Entries, Roots: h.Roots})
}

// Advance lets time pass until now and returns what was found, in the order of time. Time that does not move on does nothing.
func (d *Detector) Advance(now time.Time) []Finding {
	d.reach(now)
	found := d.found
	d.found = nil
	slices.SortStableFunc(found, func(a, b Finding) int { return a.At.Compare(b.At) })
	return found
}

// Away says that nothing was observed between two times.
func (d *Detector) Away(from, to time.Time) { d.away(from.UnixNano(), to.UnixNano()) }

// believed is a time, or the one that was told last for one that nobody can have meant: its hours would never be over.
func (d *Detector) believed(now time.Time) time.Time {
	if nanos(now) != 0 {
		return now
	}
	return time.Unix(0, max(d.clock, 1))
}

func nanos(t time.Time) int64 {
	if t.IsZero() || t.Unix() < 0 || t.Unix() > 1<<33 {
		return 0
	}
	return t.UnixNano()
}
