package flatline

import (
	"slices"

	"github.com/tidemark-otel/tidemark/internal/detect/evidence"
)

// finding puts into words and figures what was judged.
func (d *Detector) finding(s *stream, situation *Situation, r *Ruling, f *suspicion, phase Phase) Finding {
	out := Finding{Kind: r.Kind, Phase: phase, Tier: r.Tier, Key: situation.Subject.Key, Incident: r.Name, Stream: situation.Subject.Title,
		At: at(f.decided), Onset: at(f.onset), LastEvent: at(s.last), Expected: f.expected, Seen: f.seen, Ratio: f.ratio,
		Evidence: f.evidence, Threshold: f.threshold, Budget: d.budget(s), Release: r.Release, ReleaseSeen: r.ReleaseSeen,
		Odds: r.Odds, RenamedTo: r.RenamedTo, Children: r.Children, Words: r.Words}
	if earliest, ok := d.when(s, f.onset, d.threshold(s)*s.perItem()/evidence.Information(f.ratio)); ok {
		out.Earliest = at(earliest)
	}
	if (r.Kind == KindTraffic || r.Kind == KindGap) && r.At >= 0 && r.At < len(situation.Services) {
		place := situation.Services[r.At]
		out.Key = Key{Definition: -1, Namespace: place.Namespace, Service: place.Service, Environment: place.Environment}
		switch {
		case r.Host != "":
			out.Stream = "host " + r.Host
		case r.Name == serviceName("gap", Key{Environment: place.Environment}):
			out.Stream = "environment " + place.Environment
		default:
			out.Stream = place.Service
		}
	}
	if ref := situation.Reference; ref != nil {
		out.Reference, out.ReferenceExpected, out.ReferenceSeen = ref.Title, ref.Expected, ref.Seen
	}
	out.MissingLow, out.MissingHigh = evidence.MissingInterval(f.expected, f.seen, s.model.CV2())
	out.Series = d.series(s, f.until)
	return out
}

// update brings the figures of a finding up to what was settled.
func (d *Detector) update(s *stream, a *alarm, f *Finding) {
	f.Expected, f.Seen = a.expected, a.seen
	if a.back != 0 && f.Phase == PhaseRecovered {
		f.Expected, f.Seen = a.expected-a.backUsual, a.seen-a.backSeen
	}
	f.Expected, f.Seen = max(f.Expected, 0), max(f.Seen, 0)
	f.LastEvent = at(s.last)
	if f.Expected > 0 && a.ratio > 0 {
		f.Ratio = f.Seen / f.Expected
	}
	f.MissingLow, f.MissingHigh = evidence.MissingInterval(f.Expected, f.Seen, s.model.CV2())
}

// children lists the streams that belong to an incident but for the one that it is about.
func (d *Detector) children(t *told) []string {
	all := slices.Clone(t.finding.Children)
	for _, id := range t.streams {
		if id == t.lead || !d.streams.known(id) {
			continue
		}
		if s := d.streams.at(id); s.alarmed() && s.more.alarm.incident == t {
			all = append(all, d.title(s))
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	t.Children = all[:min(len(all), childrenMax)]
	return t.Children
}

const childrenMax = 100
