package flatline

import (
	"cmp"
	"slices"
	"time"
)

// Streams lists all streams by service and name, and declared ones that never matched.
func (d *Detector) Streams() []Status {
	var l Listing
	for d.List(&l, d.streams.size) {
	}
	return l.Streams()
}

// Listing is a list of streams on its way: what thousands of them are doing takes long to say. The zero Listing is empty.
type Listing struct {
	last   StreamID
	pieces [][]Status
}

// List adds a number of streams, and reports whether there are more. What changes between two calls may be seen or not.
func (d *Detector) List(l *Listing, most int) (more bool) {
	piece := make([]Status, 0, min(most, d.streams.size-int(l.last)))
	for ; most > 0 && int(l.last) < d.streams.size; most-- {
		if l.last++; d.streams.known(l.last) {
			piece = append(piece, d.status(d.streams.at(l.last)))
		}
	}
	more = int(l.last) < d.streams.size
	for i := range d.settings.Declared {
		if one := &d.settings.Declared[i]; !more && d.declared[i] == 0 {
			piece = append(piece, Status{Key: Key{Definition: i}, Stream: one.Name, Declared: true, Tier: one.Tier, State: "learning", Budget: one.Budget})
		}
	}
	l.pieces = append(l.pieces, piece)
	return more
}

// Streams returns what was added by service and name. It needs no Detector.
func (l *Listing) Streams() []Status {
	all := slices.Concat(l.pieces...)
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
