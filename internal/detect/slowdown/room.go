package slowdown

import (
	"slices"
	"time"
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

// forget lets go of an operation. Its id names another one some day.
func (d *Detector) forget(o *operation) {
	for _, of := range o.of {
		d.leave(o, of)
	}
	d.book.Forget(uint32(o.id), 0)
	d.endSuccession(o)
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
	delete(d.operationIDs, o.operationKey)
	d.freeOperations = append(d.freeOperations, o.id)
	*o = operation{}
}
