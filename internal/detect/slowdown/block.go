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
	if o.crowded() {
		full = d.settle(o) || full
	}
	d.arrange(o, end)
	if !full {
		if ready, from := o.ready(age); !ready {
			o.await(from)
			return
		}
	}
	d.settle(o)
	d.compareAll(o)
	d.watch(o, end)
	d.clear(o)
	o.begin, o.closed = 0, max(o.newest, o.closed)
	o.dirty = true
}

// ready says that what can be compared is enough, or that there was time enough for it. If not, there is from an age on, whatever comes.
func (o *operation) ready(age time.Duration) (ready bool, from time.Duration) {
	if age >= latency.Longest {
		return true, 0
	}
	var enough, lacking bool
	for i, s := range o.slots {
		if s == nil || o.counts[i] == 0 || s.contest == nil || !o.beside(i) {
			continue
		}
		if latency.Ready(age, int(o.counts[o.base]), int(o.counts[i])) == latency.ReadinessClose {
			enough = true
		} else {
			lacking = true
		}
	}
	switch {
	case enough && lacking:
		return age >= wait, wait
	case lacking:
		return false, latency.Longest
	}
	return enough || o.count() >= latency.Fewest, latency.Longest
}

// await notes that the open block ends at an age if no span comes until then, or the old release is gone before.
func (o *operation) await(age time.Duration) {
	if o.due = 0; o.chosen {
		o.due = min(o.begin+int64(age), o.seen[o.base]+slotIdle)
	}
}

// beside says that the old release still runs while a newer one does.
func (o *operation) beside(i int) bool {
	return o.slots[o.base] != nil && (o.counts[o.base] > 0 || o.seen[i]-o.seen[o.base] < int64(wait))
}

// count is how many spans the open block has.
func (o *operation) count() int {
	var all int
	for _, n := range o.counts {
		all += int(n)
	}
	return all
}

// arrange sees to it that each newer release is compared with the old one. As long as that goes on there is nothing to do for releases that
// were compared already.
func (d *Detector) arrange(o *operation, now int64) {
	var present uint8
	for i, n := range o.counts[:slots] {
		if n > 0 {
			present |= 1 << i
		}
	}
	if o.chosen && present&^o.arranged == 0 && now-o.seen[o.base] < slotIdle {
		return
	}
	base := d.old(o, now)
	if base < 0 {
		return
	}
	if int(o.base) != base || o.of[base] == 0 {
		if o.slow != 0 {
			d.settle(o) // it was of the old release until now
		}
		o.base, o.slow = uint8(base), 0
	}
	d.end(o, o.slots[base])
	for i, s := range o.slots {
		if s == nil || i == base || o.counts[i] == 0 {
			continue
		}
		if s.contest != nil && s.contest.old != o.of[base] {
			d.end(o, s)
		}
		if s.contest == nil {
			s.contest = d.newContest(o, o.of[base], o.of[i], now)
		}
	}
	o.arranged = present
}

// old is the slot of the release that others are compared with: the one that was before, as long as it has traffic; then the
// oldest, and of such that were seen first at about the same time that with the most traffic. -1 without any.
func (d *Detector) old(o *operation, now int64) int {
	if s := o.slots[o.base]; o.chosen && s != nil && now-o.seen[o.base] < slotIdle {
		return int(o.base)
	}
	best := -1
	for i, s := range o.slots {
		if s == nil || now-o.seen[i] >= slotIdle || o.counts[i] == 0 && s.spans == 0 {
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
	return o.taken(a) > o.taken(b)
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
		if c.close(base, s, o.near) {
			s.remember(c)
		}
		slow = max(slow, c.slowFrom())
		if c.told == 0 && c.Reaches(d.least) || d.startOver(c.fresh) {
			d.suspect(c.fresh)
		}
	}
	o.slow = slow
}
