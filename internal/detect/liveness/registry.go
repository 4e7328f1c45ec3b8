package liveness

import (
	"strings"
	"time"
)

// ID names a sender, ServiceID a service. 0 is none.
type (
	ID        uint32
	ServiceID uint32
)

// Registry knows all senders. It is driven from outside and not safe for concurrent use.
type Registry struct {
	zone        *time.Location
	max         int
	senders     []sender  // by ID
	services    []service // by ServiceID
	bySender    map[Sender]ID
	byPlace     map[place]ServiceID
	free        []ID
	resting     []ID // free from the next sweep on: a batch that is on its way may still hold them
	left        []ID // of services that were forgotten, free when others are
	freePlaces  []ServiceID
	used        int
	lastSweep   int64
	away        Gaps
	overflow    uint64
	maxServices int
}

const (
	// senderGone is how long a sender is remembered after its last signal, while there is room; senderIdle when there is none.
	senderGone = 7 * 24 * time.Hour
	senderIdle = time.Hour
	sweepEvery = int64(time.Minute)
)

// New returns a Registry for a number of senders. Weeks are in the zone; nil is UTC.
func New(zone *time.Location, senders int) *Registry {
	return &Registry{zone: zone, max: senders, maxServices: senders, senders: make([]sender, 1), services: make([]service, 1),
		bySender: map[Sender]ID{}, byPlace: map[place]ServiceID{}}
}

// Sender returns the id of a sender, 0 when there is no room even for its service. Strings are copied when it is new.
func (r *Registry) Sender(s Sender, now time.Time) ID {
	if id, ok := r.bySender[s]; ok {
		return id
	}
	at := now.UnixNano()
	service := r.Service(s.Namespace, s.Service, s.Environment, now)
	if service == 0 {
		r.overflow++
		return 0
	}
	if r.used >= r.max {
		r.sweep(at)
	}
	if r.used >= r.max {
		r.overflow++
		return r.rest(service, at)
	}
	r.used++
	s = s.clone()
	id := r.add(s, service, at)
	r.bySender[s] = id
	return id
}

func (r *Registry) add(s Sender, id ServiceID, at int64) ID {
	home := &r.services[id]
	new := sender{Sender: s, service: id, release: home.release(s.Version, at), next: home.senders, first: at}
	var sender ID
	if n := len(r.free); n > 0 {
		sender = r.free[n-1]
		r.free = r.free[:n-1]
		r.senders[sender] = new
	} else {
		r.senders = append(r.senders, new)
		sender = ID(len(r.senders) - 1)
	}
	home.senders = sender
	return sender
}

// rest returns the sender that stands for those of a service that found no room: it is alive while any of them is.
func (r *Registry) rest(service ServiceID, at int64) ID {
	home := &r.services[service]
	if home.rest == 0 {
		home.rest = r.add(Sender{Namespace: home.namespace, Service: home.name, Environment: home.environment}, service, at)
	}
	return home.rest
}

// Service returns the id of a service, 0 when there is no room. Strings are copied when it is new.
func (r *Registry) Service(namespace, name, environment string, now time.Time) ServiceID {
	p := place{namespace, name, environment}
	if id, ok := r.byPlace[p]; ok {
		return id
	}
	if r.Full() {
		return 0
	}
	p = place{strings.Clone(namespace), strings.Clone(name), strings.Clone(environment)}
	at := now.UnixNano()
	id := ServiceID(len(r.services))
	if n := len(r.freePlaces); n > 0 {
		id, r.freePlaces = r.freePlaces[n-1], r.freePlaces[:n-1]
	} else {
		r.services = append(r.services, service{})
	}
	r.services[id] = service{place: p, batches: newMeter(r.zone, at), entries: newEntries(r.zone, at)}
	r.byPlace[p] = id
	return id
}

// sweep makes room: senders that were silent for an hour go, at most once a minute.
func (r *Registry) sweep(now int64) {
	if now-r.lastSweep < sweepEvery {
		return
	}
	r.lastSweep = now
	r.free, r.resting = append(r.free, r.resting...), nil
	for id := range r.services {
		r.drop(ServiceID(id), func(s *sender) bool { return now-max(s.last, s.first) > int64(senderIdle) })
	}
}

// drop removes senders of a service.
func (r *Registry) drop(id ServiceID, gone func(*sender) bool) {
	home := &r.services[id]
	for at := &home.senders; *at != 0; {
		s := &r.senders[*at]
		if *at == home.rest || !gone(s) {
			at = &s.next
			continue
		}
		delete(r.bySender, s.Sender)
		home.sent -= s.batches
		r.resting = append(r.resting, *at)
		*at = s.next
		*s = sender{}
		r.used--
	}
}

// Away says that nobody was heard from one time to another because nobody listened.
func (r *Registry) Away(gap Gap) { r.away.Add(gap) }

// ForgetLevels is for what was learned long ago: the shape of the week still holds, how much there is of it does not.
func (r *Registry) ForgetLevels() {
	for i := range r.services[1:] {
		r.services[i+1].batches.model.ForgetLevel()
		r.services[i+1].entries.model.ForgetLevel()
	}
}

// Senders is how many are known, Overflow how many times there was no room for one.
func (r *Registry) Senders() int     { return r.used }
func (r *Registry) Overflow() uint64 { return r.overflow }
