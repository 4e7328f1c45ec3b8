package flatline

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/liveness"
)

const (
	// waitMin and waitMax bound when to judge again what could not be told.
	waitMin = int64(time.Second)
	waitMax = int64(time.Hour)
)

// raise has a suspicion judged, or lets it wait for its turn, and does what the ruling says. It returns when to look at the stream again.
func (d *Detector) raise(id StreamID, s *stream, f suspicion) int64 {
	if d.turns.left <= 0 {
		d.await(id, s)
		return never
	}
	situation := d.situation(id, s, &f)
	r := Judge(situation)
	m := s.extra()
	asked := &m.asked
	if f.ratio > 0 || f.conditional || f.cohort != "" {
		asked = &m.askedDrop
	}
	later := f.now + min(max((f.until-f.onset)/4, waitMin*10), waitMax)
	switch {
	case len(r.Gone) > 0:
		*asked = f.now + min(max(int64(r.Wait), 10*waitMin), waitMax)
		d.blind(s, situation, &r, &f)
		return *asked
	case r.Wait > 0:
		*asked = f.now + min(max(int64(r.Wait), waitMin), max((f.until-f.onset)/20, 5*waitMin))
		return *asked
	case r.Silent && r.Into == "":
		if r.Observed < 1 {
			m.unobserved.Add(liveness.Gap{From: f.onset, To: f.until, Lost: 1 - r.Observed})
		}
		m.quiet(s, f.now)
		*asked = later
		return *asked
	}
	if d.patient(s, situation, &r, &f) {
		*asked = f.now + min(max((f.until-f.onset)/20, 5*waitMin), int64(time.Minute))
		return *asked
	}
	a := &alarm{opened: f.now, onset: f.onset, ratio: f.ratio, expected: f.expected, seen: f.seen,
		conditional: f.conditional && f.cohort == "", cohort: f.cohort != ""}
	if f.now-s.born < int64(d.settings.Shadow) {
		m.alarm = a
		m.wouldHave++
		d.tell(d.finding(s, situation, &r, &f, PhaseShadow))
		return later
	}
	t := d.open(r.Into)
	if t == nil && !r.Silent { // another stream of it may have told it already
		t = d.open(r.Name)
	}
	switch {
	case t != nil && (r.Silent || r.Into == "" && r.Tier <= t.Tier):
	case t != nil:
		t.Tier = r.Tier
		louder := d.finding(s, situation, &r, &f, PhaseBegan)
		if r.Kind == KindTraffic {
			louder.Key, louder.Stream = t.finding.Key, t.finding.Stream
			louder.Children = withChild(d.children(t), situation.Subject.Title)
		}
		d.lead(t, id, a, louder)
	case r.Silent: // it ended meanwhile
		*asked = later
		return *asked
	default:
		if t = d.begin(d.incident(situation, &r)); t == nil {
			*asked = later
			return *asked
		}
		d.lead(t, id, a, d.finding(s, situation, &r, &f, PhaseBegan))
	}
	a.incident = t
	t.streams = append(t.streams, id)
	m.alarm = a
	m.counts().setStep(d.seriesStep(s))
	return later
}

// lead makes a stream the one that an incident is about, and tells it.
func (d *Detector) lead(t *told, id StreamID, a *alarm, f Finding) {
	if t.lead != 0 && d.streams.known(t.lead) && d.streams.at(t.lead).alarmed() {
		d.streams.at(t.lead).more.alarm.leads = false
	}
	t.lead, a.leads = id, true
	t.finding, t.at = f, f.At.UnixNano()
	d.tell(f)
}

func (d *Detector) tell(f Finding) {
	d.found = append(d.found, f)
	if int(f.Kind) < len(d.stats.Findings) {
		d.stats.Findings[f.Kind]++
	}
}

func (d *Detector) incident(s *Situation, r *Ruling) Incident {
	i := Incident{Name: r.Name, Kind: r.Kind, Tier: r.Tier, Onset: s.Onset, Rate: s.Subject.Rate, Declared: s.Subject.Declared, Namespace: s.Subject.Key.Namespace,
		Service: s.Subject.Key.Service, Environment: s.Subject.Key.Environment, Host: r.Host, Children: r.Children}
	if r.At >= 0 && r.At < len(s.Services) {
		i.Namespace, i.Service = s.Services[r.At].Namespace, s.Services[r.At].Service
	}
	return i
}

// quiet drops what was suspected, as it was ruled to be nothing to tell.
func (m *more) quiet(s *stream, now int64) {
	s.drop.Reset()
	if m.conditional != nil {
		m.conditional.drop.Reset()
		m.conditional.reset(now)
	}
	m.cohort = nil
}
