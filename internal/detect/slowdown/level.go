package slowdown

import (
	"math"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

const (
	// levelKeep and recentKeep are what a block leaves of the level, and of what instances took, of those before it.
	levelKeep  = 0.8
	normalKeep = 0.98
	recentKeep = 0.85
	// spreadKeep is what it leaves of how far the middle of the durations lies apart.
	spreadKeep = 0.95
	// mixKeep is what it leaves of the usual mix of requests.
	mixKeep = 0.99
)

// mix is how spans and their durations divide among strata, usually and of late.
type mix struct{ usual, recent [Strata]tally }

// watch takes the block into what is watched of the operation whatever the release.
func (d *Detector) watch(o *operation, end int64) {
	all := &d.scratch
	all.Reset()
	var at [places]tally
	var strata [Strata]tally
	for i := range slots + 1 {
		s := o.rest
		if i < slots {
			s = o.slots[i]
		}
		if s == nil {
			continue
		}
		all.Merge(&s.hist)
		s.follow()
		for i, p := range s.places {
			at[i].n += p.n
			at[i].sum += p.sum
		}
		for i, k := range s.strata {
			strata[i].n += k.n
			strata[i].sum += k.sum
		}
	}
	if all.Count() < latency.Fewest {
		return
	}
	fade(&o.recent, &at, recentKeep)
	block := sum(&strata)
	o.spread(all)
	o.usual.fade(block, mixKeep)
	o.mixed(&strata)
	log := all.MedianLog()
	if o.level == 0 {
		o.level, o.normal = log, log
	}
	o.normal += (1 - normalKeep) * (log - o.normal)
	o.level += (1 - levelKeep) * (log - o.level)
	o.near = around(o.level, float64(o.body))
	if o.drift == nil {
		o.drift = d.drifts.take()
		d.watched++
	}
	o.drift.CloseLog(d.settings.Zone, time.Unix(0, end), log)
	d.succeed(o, all.Count())
	if o.drift.Alarm(d.budget()) {
		d.drifted = append(d.drifted, o.id)
	}
}

// spread takes in how far the durations of a block lie apart.
func (o *operation) spread(all *latency.Hist) {
	variance, body := float32(all.LogVariance()), float32(all.Spread())
	if o.scatter == 0 {
		o.scatter, o.body = variance, body
	}
	o.scatter += (1 - levelKeep) * (variance - o.scatter)
	o.body += (1 - spreadKeep) * (body - o.body)
}

// budget is that of one operation.
func (d *Detector) budget() float64 { return d.settings.Budget / float64(max(d.watched, 1)) }

// mixed takes in a block. Operations whose requests are all alike need nothing.
func (o *operation) mixed(block *[Strata]tally) {
	if o.mix == nil {
		for _, k := range block[1:] {
			if k.n > 0 {
				o.mix = new(mix)
				break
			}
		}
	}
	if o.mix != nil {
		fade(&o.mix.usual, block, mixKeep)
		fade(&o.mix.recent, block, recentKeep)
	}
}

func fade(into, block *[places]tally, keep float32) {
	for i := range into {
		if into[i].n == 0 && block[i].n == 0 {
			continue
		}
		into[i].fade(block[i], keep)
	}
}

func (t *tally) fade(block tally, keep float32) {
	t.n = t.n*keep + block.n
	t.sum = t.sum*keep + block.sum
}

// follow takes in what is usual for a release, and what was so of late.
func (s *slot) follow() {
	var block tally
	for _, p := range s.places {
		block.n += p.n
		block.sum += p.sum
	}
	s.usual.fade(block, mixKeep)
	s.recent.fade(block, recentKeep)
}

// grew is by how much the logarithm of the recent durations under one release is above the usual one.
func (s *slot) grew() float64 { return s.recent.mean() - s.usual.mean() }

// shift is by how much the logarithm of the durations grew of late because other requests came.
func (m *mix) shift() float64 {
	var usual, recent float64
	for i := range m.usual {
		usual += float64(m.usual[i].n)
		recent += float64(m.recent[i].n)
	}
	var sum float64
	for i := range m.usual {
		if m.usual[i].n > 0 && m.recent[i].n > 0 {
			sum += (float64(m.recent[i].n)/recent - float64(m.usual[i].n)/usual) * m.usual[i].mean()
		}
	}
	return sum
}

// typical is the duration before a change that began some blocks ago and has been taken into what is normal since.
func (o *operation) typical(delta float64, blocks int) float64 {
	return math.Exp(o.normal - delta*(1-math.Pow(normalKeep, float64(blocks))))
}

// grew is by how much the logarithm of the recent durations is above the usual one.
func (o *operation) grew() float64 {
	all := sum(&o.recent)
	return all.mean() - o.usual.mean()
}

func sum(all *[places]tally) (t tally) {
	for _, p := range all {
		t.n += p.n
		t.sum += p.sum
	}
	return t
}

// slowInstance is the place of the instance that alone makes the recent durations longer than the usual ones; ok says that this is likelier
// for certain than that all do.
func (o *operation) slowInstance() (place int, ok bool) {
	all := sum(&o.recent)
	grew := o.grew()
	if !(grew > 0) || !(o.scatter > 0) {
		return 0, false
	}
	var most float64
	for i, p := range o.recent {
		rest := tally{all.n - p.n, all.sum - p.sum}
		if p.n < 1 || rest.n < 1 {
			continue
		}
		// If it is that instance alone, then it differs from the others by what makes all of them grew longer, in the mean.
		alone := grew * float64(all.n/p.n)
		variance := float64(o.scatter * (1/p.n + 1/rest.n))
		if likelier := alone * (p.mean() - rest.mean() - alone/2) / variance; likelier > most {
			place, most = i, likelier
		}
	}
	return place, most >= sure
}
