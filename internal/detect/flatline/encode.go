package flatline

import (
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/liveness"
	"github.com/tidemark-otel/tidemark/internal/detect/record"
)

const (
	format = 1
	// Streams settle once an hour at least, and a silence is taken for normal after a day: what is much older is corrupt, and would
	// take long to go through.
	settledAge = int64(30 * 24 * time.Hour)
	silentAge  = int64(400 * 24 * time.Hour)
)

// encode is the record of a stream.
func (d *Detector) encode(s *stream) []byte {
	var w record.Writer
	w.Int(format)
	k := d.key(s)
	for _, text := range []string{d.definition(s), k.Namespace, k.Service, k.Environment, k.Name} {
		w.String(text)
	}
	w.Int(int64(k.Signal))
	w.Part(&s.model)
	w.Part(&s.tail)
	w.Part(&s.drop)
	for _, t := range s.times() {
		w.Int(*t)
	}
	for _, x := range []float64{float64(s.weight), float64(s.owed), s.hourN, s.events} {
		w.Float(x)
	}
	w.Int(int64(s.ring.width))
	for i := range ringSize {
		w.Float(float64(s.ring.counts[i]))
		w.Int(int64(s.ring.filled[i]))
	}
	w.String(d.senders.Version(s.service, s.bornIn))
	versions := d.senders.Versions(s.service, s.in|s.before)
	w.Int(int64(len(versions)))
	for _, v := range versions {
		w.String(v)
	}
	w.Bool(s.more != nil)
	if s.more != nil {
		s.more.encode(&w)
	}
	return w.Bytes
}

func (s *stream) times() []*int64 {
	return []*int64{&s.born, &s.accepted, &s.last, &s.run, &s.settled, &s.prior, &s.hourFrom, &s.hourTo, &s.hourSince}
}

func (m *more) encode(w *record.Writer) {
	w.Int(int64(m.wouldHave))
	w.Int(m.asked)
	w.Int(m.calmed)
	var counts recent
	if m.recent != nil {
		counts = *m.recent
	}
	w.Int(counts.step)
	w.Int(counts.newest)
	w.Int(counts.since)
	for _, n := range counts.counts {
		w.Float(float64(n))
	}
	w.Int(int64(len(m.unobserved)))
	for _, g := range m.unobserved {
		w.Int(g.From)
		w.Int(g.To)
		w.Float(g.Lost)
	}
	w.Bool(m.alarm != nil)
	if a := m.alarm; a != nil {
		name := ""
		if a.incident != nil {
			name = a.incident.Name
		}
		w.String(name)
		w.Bool(a.leads)
		w.Int(a.opened)
		w.Int(a.onset)
		w.Int(a.back)
		for _, x := range a.figures() {
			w.Float(*x)
		}
	}
}

func (a *alarm) figures() []*float64 {
	return []*float64{&a.ratio, &a.expected, &a.seen, &a.height, &a.backSeen, &a.backUsual}
}

// decode takes up the record of a stream. One that is known already, or not wanted any more, is left out.
func (d *Detector) decode(data []byte, saved time.Time) error {
	r := record.NewReader(data)
	if r.Int() != format {
		return record.ErrFormat
	}
	var s stream
	definition := r.String()
	k := Key{Namespace: r.String(), Service: r.String(), Environment: r.String(), Name: r.String(), Signal: Signal(r.Count(int(SignalLog)))}
	r.Part(&s.model)
	r.Part(&s.tail)
	r.Part(&s.drop)
	for _, t := range s.times() {
		*t = r.Time()
		if *t > saved.UnixNano()+int64(2*time.Hour) {
			r.Fail()
		}
	}
	s.weight, s.owed, s.hourN, s.events = float32(r.Positive()), float32(r.Positive()), r.Positive(), r.Positive()
	s.ring.width = uint8(r.Count(len(widths) - 1))
	for i := range ringSize {
		s.ring.counts[i], s.ring.filled[i] = float32(r.Positive()), uint32(r.Count(1<<32-1))
	}
	bornIn := r.String()
	var versions []string
	for range r.Count(64) {
		versions = append(versions, r.String())
	}
	var incident string
	if r.Bool() {
		s.more = &more{}
		incident = s.more.decode(r)
	}
	if s.hourTo <= s.hourFrom || s.hourTo > s.hourFrom+int64(time.Hour) || s.settled < s.hourFrom || s.settled > s.hourTo ||
		s.hourSince < s.hourFrom || s.hourSince > s.hourTo || s.settled < saved.UnixNano()-settledAge || s.silentSince() < saved.UnixNano()-silentAge {
		r.Fail()
	}
	if err := r.Err(); err != nil {
		return err
	}
	k.Definition = slices.IndexFunc(d.settings.Declared, func(o Declared) bool { return o.Name+"#"+o.Hash == definition })
	if k.Definition < 0 && definition != "" {
		return nil
	}
	d.adopt(k, s, incident, bornIn, versions, saved)
	return nil
}

func (m *more) decode(r *record.Reader) (incident string) {
	m.wouldHave, m.asked, m.calmed = r.Count(1<<31-1), r.Time(), r.Time()
	counts := &recent{step: r.Int(), newest: r.Time(), since: r.Time()}
	if counts.step != 0 && !slices.Contains(seriesSteps[:], time.Duration(counts.step)) {
		r.Fail()
	}
	for i := range counts.counts {
		counts.counts[i] = float32(r.Positive())
	}
	if counts.step != 0 {
		m.recent = counts
	}
	for range r.Count(64) {
		m.unobserved.Add(liveness.Gap{From: r.Time(), To: r.Time(), Lost: min(r.Positive(), 1)})
	}
	if !r.Bool() {
		return ""
	}
	m.alarm = &alarm{}
	incident = r.String()
	m.alarm.leads = r.Bool()
	m.alarm.opened, m.alarm.onset, m.alarm.back = r.Time(), r.Time(), r.Time()
	for _, x := range m.alarm.figures() {
		*x = r.Positive()
	}
	return incident
}

// adopt gives a restored stream its place.
func (d *Detector) adopt(k Key, s stream, incident, bornIn string, versions []string, saved time.Time) {
	before := d.streams.live
	id := d.Stream(k, saved)
	if id == 0 || d.streams.live == before {
		return
	}
	to := d.streams.at(id)
	s.name, s.definition, s.service, s.signal, s.sibling = to.name, to.definition, to.service, to.signal, to.sibling
	s.bornIn, s.in = d.senders.Slots(s.service, bornIn, versions)
	if s.more == nil {
		s.more = to.more
	}
	*to = s
	if to.definition >= 0 {
		d.equip(to)
	}
	if a := alarmOf(to); a != nil && incident != "" {
		if a.incident = d.named(incident); a.incident == nil {
			to.more.alarm = nil
		} else {
			a.incident.streams = append(a.incident.streams, id)
			if a.leads {
				a.incident.lead = id
			}
		}
	}
	if to.definition < 0 {
		d.watch(to)
	}
	d.wheel.set(id, to.settled)
}

func alarmOf(s *stream) *alarm {
	if s.more == nil {
		return nil
	}
	return s.more.alarm
}
