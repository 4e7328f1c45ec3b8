package slowdown

import (
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

// staleAfter is for how long nothing came of an operation that makes room for another one.
const staleAfter = int64(7 * 24 * time.Hour)

// sweepOperations forgets those that are stale, and reports whether there is room.
func (d *Detector) sweepOperations(now int64) bool {
	if now-d.staled < sweepEvery {
		return false
	}
	d.staled = now
	for _, o := range d.operations[1:] {
		if o.service != 0 && now-o.last > staleAfter && d.within(o) == nil {
			d.forget(o)
		}
	}
	return len(d.operationIDs) < d.settings.MaxOperations
}

// sweep ends open blocks whose time is over though no span came. Neither the last span of an operation nor the begin of its block goes back,
// so of most operations it is known for a while that there is nothing to do.
func (d *Detector) sweep(end int64) {
	for id, until := range d.idle {
		if end < until || id == 0 {
			continue
		}
		o := d.operations[id]
		until = o.last
		if o.begin != 0 {
			until = max(until, o.begin+int64(latency.Shortest))
		}
		if d.idle[id] = until; o.begin != 0 && end >= max(until, o.due) {
			d.look(o, end, false)
		}
	}
}

// forget lets go of an operation. Its id names another one some day.
func (d *Detector) forget(o *operation) {
	for _, of := range o.of {
		d.leave(o, of)
	}
	d.book.Forget(uint32(o.id), 0)
	d.endSuccession(o)
	if o.rest != nil {
		d.empty(o.rest)
		d.slots.give(o.rest)
	}
	if o.drift != nil {
		d.drifts.give(o.drift)
		d.watched--
	}
	for _, t := range d.incidents {
		t.operations = slices.DeleteFunc(t.operations, func(id OperationID) bool { return id == o.id })
	}
	d.incidents = slices.DeleteFunc(d.incidents, func(t *told) bool { return len(t.operations) == 0 })
	s := d.services[o.service]
	s.operations = slices.DeleteFunc(s.operations, func(id OperationID) bool { return id == o.id })
	delete(d.operationIDs, o.key())
	d.freeOperations = append(d.freeOperations, o.id)
	*o = operation{}
}

// sweepServices forgets those of which nothing came for long, with their releases, and reports whether there is room.
func (d *Detector) sweepServices(now int64) bool {
	if now-d.unused < sweepEvery {
		return false
	}
	d.unused = now
	d.sweepOperations(now)
	told := map[uint32]bool{}
	for _, t := range d.incidents {
		told[t.service] = true
	}
	for id := range d.services {
		if s := d.services[id]; id != 0 && d.serviceIDs[s.serviceKey] == uint32(id) && !told[uint32(id)] && d.isUnused(s, now) {
			d.forgetService(uint32(id))
		}
	}
	for i := 1; i < len(d.instances); i++ {
		if of := d.instances[i].release; of != 0 && d.releases[of].service == 0 {
			d.forgetInstance(InstanceID(i))
		}
	}
	return len(d.serviceIDs) < d.settings.MaxOperations
}

func (d *Detector) isUnused(s *service, now int64) bool {
	return len(s.operations) == 0 && !slices.ContainsFunc(s.releases, func(id ReleaseID) bool { return now-d.releases[id].last <= staleAfter })
}

// forgetService lets go of a service without operations. Its id names another one some day.
func (d *Detector) forgetService(id uint32) {
	s := d.services[id]
	for _, of := range s.releases {
		d.releases[of] = release{}
		d.freeReleases = append(d.freeReleases, of)
	}
	delete(d.serviceIDs, s.serviceKey)
	d.freeServices = append(d.freeServices, id)
	*s = service{}
}
