package flatline

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/evidence"
	"github.com/tidemark-otel/tidemark/internal/detect/liveness"
)

const (
	// lately is how far back senders and releases are of interest.
	lately = int64(7 * 24 * time.Hour)
	// youth is how long a stream counts as newborn.
	youth = int64(6 * time.Hour)
	// siblingMax bounds what is compared; declared and newborn streams come first.
	siblingMax = 256
)

// situation gathers what is known around a suspicion, but for what takes long and only rules behind the gap ask for.
func (d *Detector) situation(id StreamID, s *stream, f *suspicion) *Situation {
	out := &Situation{At: at(f.now), Until: at(f.until), Onset: at(f.onset), Zone: d.zone(s), Subject: d.subject(s, f.onset, f.until),
		Evidence: f.evidence, Threshold: f.threshold, Ratio: f.ratio, Conditional: f.conditional, Cohort: f.cohort, Own: -1}
	out.Subject.Expected, out.Subject.Seen = f.expected, f.seen
	out.Subject.Tier = d.tier(s)
	if ref := d.reference(s); ref != 0 {
		subject := d.subject(d.streams.at(ref), f.onset, f.until)
		out.Reference = &subject
	}
	for _, one := range d.sendersOf(s.service, f.now) {
		out.Senders = append(out.Senders, senderState(one, f))
	}
	_, _, environment := d.senders.Name(s.service)
	services := d.servicesOf(environment, f.now)
	out.Services, out.Own = services.states, slices.Index(services.ids, s.service)
	if out.Own >= 0 {
		own := services.states[out.Own]
		own.Seen, own.Expected = d.senders.Calls(s.service, f.onset, f.until)
		out.own = &own
	}
	out.gather = func() {
		out.Siblings = d.siblings(id, s, f)
		out.Services = slices.Clone(services.states)
		d.turns.left -= len(out.Siblings) + len(out.Services)
		for i := range out.Services {
			out.Services[i].Seen, out.Services[i].Expected = d.senders.Calls(services.ids[i], f.onset, f.until)
		}
	}
	for _, r := range d.senders.Releases(s.service, f.now-lately, f.now) {
		out.Releases = append(out.Releases, ReleaseState{Release: r.Release, First: at(r.First), Share: r.Share})
	}
	for _, t := range d.incidents {
		if t.Environment == environment {
			out.Open = append(out.Open, t.Incident)
		}
	}
	return out
}

func senderState(one liveness.SenderState, f *suspicion) SenderState {
	state := SenderState{Sender: one.Sender, Pulse: Pulse{Last: at(one.Last), Quiet: one.Quiet}, First: at(one.First)}
	if one.First < f.onset {
		state.Rate = one.Rate
	}
	if one.Last > f.onset {
		state.Now = one.Rate
	}
	return state
}

// siblings are the other streams of the service.
func (d *Detector) siblings(id StreamID, s *stream, f *suspicion) []Subject {
	var all []Subject
	add := func(first bool) {
		d.streams.of(s.service, func(other StreamID, o *stream) {
			newborn := o.born > f.onset-int64(time.Hour)
			if other != id && len(all) < siblingMax && (newborn || o.definition >= 0) == first {
				all = append(all, d.subject(o, f.onset, f.until))
			}
		})
	}
	add(true)
	add(false)
	return all
}

// subject describes a stream over some time.
func (d *Detector) subject(s *stream, onset, until int64) Subject {
	out := Subject{Key: d.key(s), Title: d.title(s), Declared: s.definition >= 0, Tier: d.tier(s),
		Entry: s.signal == SignalSpan && (strings.HasPrefix(s.name, "server ") || strings.HasPrefix(s.name, "consumer ")),
		Born:  at(s.born), BornIn: d.senders.Version(s.service, s.bornIn), Last: at(s.last),
		Seen: d.seenSince(s, onset, until), In: d.senders.Versions(s.service, s.in|s.before)}
	if s.model.Exposure() > 0 {
		out.Expected, _ = d.expected(s, max(onset, s.born), until)
		out.Rate = s.model.Rate(d.zone(s), at(until))
		out.Low, out.High = evidence.Band(out.Expected, s.model.CV2())
	}
	return out
}

// seenSince is how many events came in some time. Without counts of the recent past, streams that were not silent are taken
// to have kept to their rate up to their last event.
func (d *Detector) seenSince(s *stream, onset, until int64) float64 {
	if s.last <= onset {
		return 0
	}
	if s.more != nil && s.more.recent != nil {
		if r := s.more.recent; r.step > 0 && r.since <= onset {
			return r.sum(onset, until)
		}
	}
	if s.born > onset {
		return s.events
	}
	if until-s.born < youth { // what came in all says more than a forecast that has hardly learned
		return s.events * float64(until-onset) / float64(max(until-s.born, until-onset))
	}
	expected, _ := d.expected(s, onset, min(s.last, until))
	return math.Max(1, expected)
}

func (d *Detector) key(s *stream) Key {
	namespace, service, environment := d.senders.Name(s.service)
	return Key{Definition: int(s.definition), Namespace: namespace, Service: service, Environment: environment, Signal: s.signal, Name: s.name}
}

// title is what people call a stream.
func (d *Detector) title(s *stream) string {
	if s.definition < 0 {
		return s.name
	}
	name := d.settings.Declared[s.definition].Name
	if s.name == "" {
		return name
	}
	return name + " (" + s.name + ")"
}

// reference is the stream of attempts that was declared for a stream, that of the same split before that of all: in the same
// service if it has one, else the busiest of the environment, because attempts may be counted where they come in.
func (d *Detector) reference(s *stream) StreamID {
	if s.definition < 0 || d.references[s.definition] < 0 {
		return 0
	}
	want := int32(d.references[s.definition])
	in := func(service liveness.ServiceID) StreamID {
		if id := d.streams.find(want, service, 0, s.name); id != 0 {
			return id
		}
		return d.streams.find(want, service, 0, "")
	}
	if id := in(s.service); id != 0 {
		return id
	}
	_, _, environment := d.senders.Name(s.service)
	var found StreamID
	for service := range d.senders.Services(environment) {
		if id := in(service); id != 0 && (found == 0 || d.streams.at(id).model.Mean() > d.streams.at(found).model.Mean()) {
			found = id
		}
	}
	return found
}
