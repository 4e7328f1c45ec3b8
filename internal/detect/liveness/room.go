package liveness

import "iter"

// Full says that there is no room for another service.
func (r *Registry) Full() bool { return len(r.byPlace) >= r.maxServices }

// Known says that a service of a name has an id.
func (r *Registry) Known(namespace, name, environment string) bool {
	_, known := r.byPlace[place{namespace, name, environment}]
	return known
}

// Silent yields the services of which nothing came after a time.
func (r *Registry) Silent(since int64) iter.Seq[ServiceID] {
	return func(yield func(ServiceID) bool) {
		for id := 1; id < len(r.services); id++ {
			if s := &r.services[id]; !s.forgotten && r.seen(s) <= since && !yield(ServiceID(id)) {
				return
			}
		}
	}
}

// seen is when the newest sign of a service came: it may have been made known and never be heard.
func (r *Registry) seen(s *service) int64 {
	last := max(s.last, s.batches.begun)
	for at := s.senders; at != 0; at = r.senders[at].next {
		last = max(last, r.senders[at].first, r.senders[at].last)
	}
	return last
}

// Forget lets go of services with their senders. Their ids name others some day: nothing may hold them any more.
func (r *Registry) Forget(gone []ServiceID) {
	r.free, r.left = append(r.free, r.left...), nil
	for _, id := range gone {
		s := &r.services[id]
		for at := s.senders; at != 0; {
			one := &r.senders[at]
			if at != s.rest {
				delete(r.bySender, one.Sender)
				r.used--
			}
			r.left = append(r.left, at)
			at, *one = one.next, sender{}
		}
		delete(r.byPlace, s.place)
		r.freePlaces = append(r.freePlaces, id)
		*s = service{forgotten: true}
	}
}
