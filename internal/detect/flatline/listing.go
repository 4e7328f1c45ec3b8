package flatline

import (
	"cmp"
	"slices"
	"time"
)

// Streams lists all streams by service and name, and declared ones that never matched.
func (d *Detector) Streams() []Status {
	var all []Status
	for i := range d.settings.Declared {
		if one := &d.settings.Declared[i]; d.declared[i] == 0 {
			all = append(all, Status{Key: Key{Definition: i}, Stream: one.Name, Declared: true, Tier: one.Tier, State: "learning", Budget: one.Budget})
		}
	}
	for id := StreamID(1); int(id) <= d.streams.size; id++ {
		if d.streams.known(id) {
			all = append(all, d.status(d.streams.at(id)))
		}
	}
	slices.SortFunc(all, func(a, b Status) int {
		return cmp.Or(cmp.Compare(a.Key.Namespace, b.Key.Namespace), cmp.Compare(a.Key.Service, b.Key.Service),
			cmp.Compare(a.Key.Environment, b.Key.Environment), -cmp.Compare(a.Key.Definition, b.Key.Definition),
			cmp.Compare(a.Stream, b.Stream), cmp.Compare(a.Key.Signal, b.Key.Signal))
	})
	return all
}

func (d *Detector) status(s *stream) Status {
	out := Status{Key: d.key(s), Stream: d.title(s), Declared: s.definition >= 0, Tier: d.tier(s), State: d.state(s),
		Rate: s.model.Rate(d.zone(s), at(d.clock)), Mean: s.model.Mean(), LastEvent: at(s.last), Born: at(s.born),
		Budget: d.budget(s), Events: s.events}
	if d.isWatched(s) {
		if t, ok := d.when(s, d.clock, s.tail.Inverse(d.threshold(s))*s.perItem()); ok {
			out.TimeToKnow = time.Duration(max(t-d.clock, silenceMin)) + d.senders.Wait(s.service)
		}
	}
	if s.more != nil {
		out.WouldHave = s.more.wouldHave
		out.Series = d.series(s, d.clock)
	}
	return out
}

func (d *Detector) state(s *stream) string {
	_, hours := d.expected(s, d.clock-int64(time.Minute), d.clock)
	switch {
	case s.alarmed() && s.more.alarm.incident != nil:
		return "alarmed"
	case hours == 0 || !d.senders.Alive(s.service, d.clock):
		return "paused"
	case s.accepted != 0 && s.last < s.accepted && d.clock-s.last > staleAfter:
		return "stale"
	case !d.isWatched(s):
		return "learning"
	case d.clock-s.born < int64(d.settings.Shadow):
		return "shadow"
	}
	if missing, _ := d.expected(s, s.silentSince(), d.clock); s.tail.Evidence(missing/s.perItem()) > d.threshold(s)/2 {
		return "silent"
	}
	return "watched"
}

// Stats returns what telemetry shows.
func (d *Detector) Stats() Stats {
	out := d.stats
	out.Streams, out.Discovered, out.Senders = d.streams.live, d.discovered, d.senders.Senders()
	out.Declared = out.Streams - out.Discovered
	out.SenderOverflow = d.senders.Overflow()
	return out
}
