package slowdown

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

const (
	// wait is for how long a block stays open for a release with few spans while another one could be compared.
	wait = 3 * time.Minute
	// settled is by how much longer one release has to be known to be the old one, whatever the shares.
	settled = int64(10 * time.Minute)
)

// look closes the open block if it is time to. end is how far the spans of it have come.
func (d *Detector) look(o *operation, end int64, full bool) {
	age := time.Duration(end - o.begin)
	if age < latency.Shortest && !full {
		return
	}
	full = o.settle() || full
	d.arrange(o, end)
	if !full && !o.ready(age) {
		return
	}
	d.compareAll(o)
	d.watch(o, end)
	for _, s := range o.slots {
		if s != nil {
			s.reset()
		}
	}
	if o.rest != nil {
		o.rest.reset()
	}
	o.begin, o.closed = 0, max(o.newest, o.closed)
	o.dirty = true
}

// ready says that what can be compared is enough, or that there was time enough for it.
func (o *operation) ready(age time.Duration) bool {
	if age >= latency.Longest {
		return true
	}
	var enough, lacking bool
	for i, s := range o.slots {
		if s == nil || s.contest == nil || s.hist.Count() == 0 || !o.beside(i) {
			continue
		}
		if latency.Ready(age, &o.slots[o.base].hist, &s.hist) == latency.ReadinessClose {
			enough = true
		} else {
			lacking = true
		}
	}
	if enough || lacking {
		return !lacking || enough && age >= wait
	}
	return o.count() >= latency.Fewest
}

// beside says that the old release still runs while a newer one does.
func (o *operation) beside(i int) bool {
	o.settle()
	base := o.slots[o.base]
	return base != nil && (base.hist.Count() > 0 || o.seen[i]-o.seen[o.base] < int64(wait))
}

// count is how many spans the open block has.
func (o *operation) count() int {
	var n int
	for _, s := range o.slots {
		if s != nil {
			n += s.hist.Count()
		}
	}
	if o.rest != nil {
		n += o.rest.hist.Count()
	}
	return n
}

// arrange sees to it that each newer release is compared with the old one.
func (d *Detector) arrange(o *operation, now int64) {
	base := d.old(o, now)
	if base < 0 {
		return
	}
	if int(o.base) != base || o.of[base] == 0 {
		o.base, o.slow = uint8(base), 0
	}
	d.end(o.slots[base])
	for i, s := range o.slots {
		if s == nil || i == base || s.hist.Count() == 0 {
			continue
		}
		if s.contest != nil && s.contest.old != o.of[base] {
			d.end(s)
		}
		if s.contest == nil {
			s.contest = d.newContest(o.of[base], o.of[i], now)
		}
	}
}

// old is the slot of the release that others are compared with: the one that was before, as long as it has traffic; then the
// oldest, and of such that were seen first at about the same time that with the most traffic. -1 without any.
func (d *Detector) old(o *operation, now int64) int {
	if s := o.slots[o.base]; o.chosen && s != nil && now-o.seen[o.base] < slotIdle {
		return int(o.base)
	}
	best := -1
	for i, s := range o.slots {
		if s == nil || now-o.seen[i] >= slotIdle || s.hist.Count() == 0 && s.spans == 0 {
			continue
		}
		if best < 0 || d.older(o, i, best) {
			best = i
		}
	}
	o.chosen = best >= 0
	return best
}

func (d *Detector) older(o *operation, a, b int) bool {
	since := d.releases[o.of[a]].first - d.releases[o.of[b]].first
	if since < -settled || since > settled {
		return since < 0
	}
	return o.slots[a].spans > o.slots[b].spans
}

// compareAll closes the blocks of all comparisons that are ready.
func (d *Detector) compareAll(o *operation) {
	base := o.slots[o.base]
	if base == nil {
		return
	}
	slow := int16(0)
	for _, s := range o.slots {
		if s == nil || s.contest == nil {
			continue
		}
		c := s.contest
		if c.close(base, s) {
			s.remember(c)
		}
		slow = max(slow, c.slowFrom())
		if c.told == 0 && c.Reaches(d.least) || d.startOver(c.fresh) {
			d.suspect(c.fresh)
		}
	}
	o.slow = slow
}
