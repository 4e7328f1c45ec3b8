package flatline

import (
	"math"
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/liveness"
)

// gapEvery is how often a gap of some senders is looked at.
const gapEvery = int64(10 * time.Second)

// blind takes note that a part of a stream cannot be seen, and tells the gap if that was not done for another stream. The stream
// is not alarmed: what is left of it is evidence as before.
func (d *Detector) blind(s *stream, situation *Situation, r *Ruling, f *suspicion) {
	m := s.extra()
	m.unobserved.Add(liveness.Gap{From: f.onset, To: f.until, Lost: 1 - r.Observed})
	m.quiet(s, f.now)
	if t := d.open(r.Into); t != nil {
		t.finding.Children = withChild(t.finding.Children, situation.Subject.Title)
		return
	}
	if r.Silent || f.now-s.born < int64(d.settings.Shadow) {
		return
	}
	i := d.incident(situation, r)
	i.Gone = r.Gone
	if t := d.begin(i); t != nil {
		t.finding = d.finding(s, situation, r, f, PhaseBegan)
		t.at, t.opened = t.finding.At.UnixNano(), f.now
		d.tell(t.finding)
	}
}

func withChild(children []string, title string) []string {
	at, known := slices.BinarySearch(children, title)
	if known || len(children) >= childrenMax {
		return children
	}
	return slices.Insert(slices.Clone(children), at, title)
}

// followGaps looks whether senders that fell silent are back, or others came in their place, and ends what nothing can end any more.
func (d *Detector) followGaps(now int64) {
	if now >= d.gapsLooked && now-d.gapsLooked < gapEvery {
		return
	}
	d.gapsLooked = now
	for _, t := range slices.Clone(d.incidents) {
		switch {
		case !t.Ended.IsZero():
			continue
		case len(t.Gone) == 0:
			if !d.led(t) {
				d.abandon(t, now)
			}
			continue
		}
		d.extend(t, now)
		f := t.finding
		f.At = at(now)
		switch {
		case d.heardAgain(t, now):
			f.Phase, f.Until = PhaseRecovered, at(now)
			d.tell(f)
			d.end(t, now, now)
		case now-t.at >= renewal:
			f.Phase = PhaseWentOn
			t.at, t.finding = now, f
			d.tell(f)
		}
	}
}

// led says that the stream is known which an incident is about. It may be declared otherwise since a restart.
func (d *Detector) led(t *told) bool {
	if t.finding.Incident == "" || t.lead == 0 || !d.streams.known(t.lead) {
		return false
	}
	a := alarmOf(d.streams.at(t.lead))
	return a != nil && a.incident == t && a.leads
}

// abandon ends an incident that nobody can see the end of. Streams that belong to it, and others that would, are judged by themselves.
func (d *Detector) abandon(t *told, now int64) {
	if f := t.finding; f.Incident != "" { // else its record was not read
		f.Phase, f.At, f.Until = PhaseRecovered, at(now), at(now)
		f.Words = []string{"what it was about is not watched any more"}
		d.tell(f)
	}
	d.end(t, now, now)
}

// heardAgain says that half of the senders of a gap spoke again, or that as many began since.
func (d *Detector) heardAgain(t *told, now int64) bool {
	var last time.Time
	for _, g := range t.Gone {
		if g.Last.After(last) {
			last = g.Last
		}
	}
	own, n := t.Gone[0].Sender, 0
	for service := range d.senders.Services(t.Environment) {
		if namespace, name, _ := d.senders.Name(service); namespace != own.Namespace || name != own.Service {
			continue
		}
		for _, one := range d.senders.SendersOf(service, 0, now) {
			known := slices.IndexFunc(t.Gone, func(g GoneSender) bool { return g.Sender == one.Sender })
			if known >= 0 && one.Last > t.Gone[known].Last.UnixNano() || known < 0 && one.First > last.UnixNano() {
				n++
			}
		}
	}
	return 2*n >= len(t.Gone)
}

// extend notes for each service that the part of it that is silent went on being unseen.
func (d *Detector) extend(t *told, now int64) {
	from := max(t.seen, t.at)
	t.seen = now
	for service := range d.senders.Services(t.Environment) {
		namespace, name, _ := d.senders.Name(service)
		if t.Host == "" && (namespace != t.Gone[0].Sender.Namespace || name != t.Gone[0].Sender.Service) {
			continue
		}
		var lost, all float64
		for _, one := range d.senders.SendersOf(service, t.Onset.Add(-handover).UnixNano(), now) {
			if all += one.Rate; one.Last < t.opened && (t.Host == "" || one.Host == t.Host) {
				lost += one.Rate
			}
		}
		if all > 0 && lost < all {
			d.senders.Blind(service, liveness.Gap{From: from, To: now, Lost: math.Round(lost/all*100) / 100})
		}
	}
}
