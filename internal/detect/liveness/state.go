package liveness

import (
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/baseline"
)

// SenderState is what is known of a sender. Times are unix nanoseconds.
type SenderState struct {
	Sender
	First, Last int64
	// Quiet is how long it may be silent before that means something; 0 is not known yet.
	Quiet time.Duration
	// Rate is items per hour, as of Last.
	Rate float64
}

// ServiceState is what is known of a service. Times are unix nanoseconds.
type ServiceState struct {
	Namespace, Service, Environment string
	Last                            int64
	Quiet                           time.Duration
	Roots                           float64
	LastEntry                       int64
}

// ReleaseState is a version of a service. Times are unix nanoseconds.
type ReleaseState struct {
	Release     string
	Serial      uint32
	Slot        int32
	First, Last int64
	// Share is its part of the items of the last half hour; Entries all calls that it ever took.
	Share, Entries float64
}

// Heard is the time up to which a service was observed: that of the newest item of any of its senders.
func (r *Registry) Heard(id ServiceID) int64 { return r.services[id].heard }

// LateUntil is how long the service delivers what it had kept back: until then silence proves nothing.
func (r *Registry) LateUntil(id ServiceID) int64 { return r.services[id].lateUntil }

// Wait is how long after an instant nearly all of a service's items have come.
func (r *Registry) Wait(id ServiceID) time.Duration { return r.services[id].lags.wait() }

// Alive says whether a service still sends anything.
func (r *Registry) Alive(id ServiceID, now int64) bool {
	return r.services[id].alive(r.zone, now, r.away)
}

// Blind notes that a part of a service was not observed.
func (r *Registry) Blind(id ServiceID, gap Gap) { r.services[id].gaps.Add(gap) }

// Gaps are the times in which a service was not observed; Quiets those in which it was silent as usual, which proves nothing
// either; Unheard the times in which nobody was heard.
func (r *Registry) Gaps(id ServiceID) Gaps   { return r.services[id].gaps }
func (r *Registry) Quiets(id ServiceID) Gaps { return r.services[id].quiets }
func (r *Registry) Unheard() Gaps            { return r.away }

// Release returns the version of a sender of a service as an index that is stable while the release is known, -1 without one and when
// the sender is not of that service, as one that was forgotten.
func (r *Registry) Release(id ID, of ServiceID) int32 {
	if id == 0 || int(id) >= len(r.senders) || r.senders[id].service != of {
		return -1
	}
	return r.senders[id].release
}

// Services yields the services of an environment, in the order of their ids.
func (r *Registry) Services(environment string) iter.Seq[ServiceID] {
	return func(yield func(ServiceID) bool) {
		for id := 1; id < len(r.services); id++ {
			if s := &r.services[id]; s.environment == environment && !s.forgotten && !yield(ServiceID(id)) {
				return
			}
		}
	}
}

// Name returns the place of a service.
func (r *Registry) Name(id ServiceID) (namespace, name, environment string) {
	p := r.services[id].place
	return p.namespace, p.name, p.environment
}

// State describes a service.
func (r *Registry) State(id ServiceID, now int64) ServiceState {
	s := &r.services[id]
	return ServiceState{Namespace: s.namespace, Service: s.name, Environment: s.environment, Last: s.last,
		Quiet: s.patience(r.zone, now, s.last, 1, r.away), Roots: s.roots, LastEntry: s.calls.at}
}

// longAgo is from when on calls are summed by the hour, from the full hour that is next to the beginning.
const longAgo = hourNanos

// Calls returns how many entries a service had from one time to another, and how many were expected.
func (r *Registry) Calls(id ServiceID, from, to int64) (seen, expected float64) {
	s := &r.services[id]
	if to-from > longAgo && s.entries.passed != nil {
		seen, expected, begin := s.entries.passed.since(from-hourNanos/2, s.entries.from)
		if begin < s.entries.from {
			return seen + s.entries.n, expected + s.entries.expected(r.zone, s.entries.begun, to, r.away, s.gaps)
		}
	}
	seen, begin := s.calls.since(from, to)
	return seen, s.entries.expected(r.zone, begin, to, r.away, s.gaps)
}

// SendersOf lists those of a service that were heard after a time.
func (r *Registry) SendersOf(id ServiceID, after, now int64) []SenderState {
	s := &r.services[id]
	var all []SenderState
	for at := s.senders; at != 0; at = r.senders[at].next {
		one := &r.senders[at]
		if one.last == 0 || one.last < after {
			continue
		}
		// Its part of what the service sent when it was last heard: those that ended long before have none in that.
		share := min(one.rate(one.batches)/max(s.batches.model.Rate(r.zone, time.Unix(0, one.last)), 1e-9), 1)
		all = append(all, SenderState{Sender: one.Sender, First: one.first, Last: one.last,
			Quiet: s.patience(r.zone, now, one.last, share, r.away), Rate: one.rate(one.items)})
	}
	return all
}

// Releases lists the releases of a service that were heard after a time, in the order of their first sight.
func (r *Registry) Releases(id ServiceID, after, now int64) []ReleaseState {
	s := &r.services[id]
	var total float64
	for i := range s.releases {
		total += s.releases[i].weight(now)
	}
	var all []ReleaseState
	for i := range s.releases {
		if one := &s.releases[i]; one.last >= after {
			all = append(all, ReleaseState{Release: one.version, Serial: one.serial, Slot: int32(i), First: one.first, Last: one.last,
				Share: one.weight(now) / max(total, 1e-9), Entries: one.entries})
		}
	}
	return all
}

// Last is when a service was last heard.
func (r *Registry) Last(id ServiceID) int64 { return r.services[id].last }

// Shape is how the traffic of a service goes over the week, nil while that is not known.
func (r *Registry) Shape(id ServiceID) *baseline.Model {
	s := &r.services[id]
	for _, m := range []*meter{&s.entries, &s.batches} {
		if m.model.Exposure() >= quietKnown && m.model.Events() >= 100 {
			return &m.model
		}
	}
	return nil
}

// Serial numbers the releases of a service; a slot is used again when there are too many. Version is the inverse, "" for one
// that is not known any more.
func (r *Registry) Serial(id ServiceID, slot int32) uint32 {
	return r.services[id].releases[slot].serial
}

// Version returns the release of a serial number.
func (r *Registry) Version(id ServiceID, serial uint32) string {
	for i := range r.services[id].releases {
		if one := &r.services[id].releases[i]; one.serial == serial {
			return one.version
		}
	}
	return ""
}

// Versions returns the releases of a set of slots.
func (r *Registry) Versions(id ServiceID, slots uint16) []string {
	var all []string
	for i := range r.services[id].releases {
		if slots&(1<<i) != 0 {
			all = append(all, r.services[id].releases[i].version)
		}
	}
	return all
}

// HostState is what a service sends from one host.
type HostState struct {
	Host  string
	Last  int64
	Quiet time.Duration
}

// Hosts lists the hosts of a service that were heard after a time, by name.
func (r *Registry) Hosts(id ServiceID, after, now int64) []HostState {
	var all []HostState
	for _, s := range r.SendersOf(id, after, now) {
		if s.Host == "" {
			continue
		}
		i := slices.IndexFunc(all, func(h HostState) bool { return h.Host == s.Host })
		if i < 0 {
			all = append(all, HostState{Host: s.Host, Last: s.Last, Quiet: s.Quiet})
			continue
		}
		all[i].Last, all[i].Quiet = max(all[i].Last, s.Last), min(all[i].Quiet, s.Quiet)
	}
	slices.SortFunc(all, func(a, b HostState) int { return strings.Compare(a.Host, b.Host) })
	return all
}

// Back sets the clock back: what was heard later was heard now.
func (r *Registry) Back(to int64) {
	r.away, r.lastSweep = r.away.Until(to), min(r.lastSweep, to)
	for i := range r.senders {
		s := &r.senders[i]
		s.first, s.last, s.skew = min(s.first, to), min(s.last, to), skew{}
	}
	for i := range r.services {
		s := &r.services[i]
		s.last, s.heard, s.onTime, s.lateUntil, s.lags = min(s.last, to), min(s.heard, to), 0, 0, lags{}
		s.calls, s.died = recent{}, min(s.died, to)
		s.gaps, s.quiets = s.gaps.Until(to), s.quiets.Until(to)
		s.batches.back(r.zone, to)
		s.entries.back(r.zone, to)
		for j := range s.releases {
			s.releases[j].first, s.releases[j].last = min(s.releases[j].first, to), min(s.releases[j].last, to)
		}
	}
}

// Slots is the inverse of Serial and Versions, for releases that are known.
func (r *Registry) Slots(id ServiceID, born string, versions []string) (serial uint32, slots uint16) {
	for i := range r.services[id].releases {
		one := &r.services[id].releases[i]
		if born != "" && one.version == born {
			serial = one.serial
		}
		if slices.Contains(versions, one.version) {
			slots |= 1 << i
		}
	}
	return serial, slots
}

// SeveralReleases says that a service had more than one.
func (r *Registry) SeveralReleases(id ServiceID) bool { return len(r.services[id].releases) > 1 }

// Entries is how many calls a release took in all, by its serial number.
func (r *Registry) Entries(id ServiceID, serial uint32) float64 {
	for i := range r.services[id].releases {
		if one := &r.services[id].releases[i]; one.serial == serial {
			return one.entries
		}
	}
	return 0
}

// Newest is when the last of several releases was first seen, 0 for a service that has not had several.
func (r *Registry) Newest(id ServiceID) (first int64) {
	all := r.services[id].releases
	if len(all) < 2 {
		return 0
	}
	for i := range all {
		first = max(first, all[i].first)
	}
	return first
}
