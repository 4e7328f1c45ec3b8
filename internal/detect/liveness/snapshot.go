package liveness

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/record"
)

const (
	format = 1
	// restoredSenders bounds the senders of one service that are taken up again.
	restoredSenders = 10_000
	// savedBytes bounds the records of senders in that of their service: one of 64 KiB is not saved.
	savedBytes = 40 << 10
)

// Snapshot yields what is known of each service that was heard since it was last taken, with its senders, by its name. It goes on from a
// place, 0 for the start, which it moves.
func (r *Registry) Snapshot(from *ServiceID) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for int(*from) < len(r.services) {
			id := *from
			s := &r.services[id]
			*from++
			if !s.dirty {
				continue
			}
			s.dirty = false
			if !yield(record.Key(s.namespace, s.name, s.environment), r.encode(id)) {
				return
			}
		}
	}
}

func (r *Registry) encode(id ServiceID) []byte {
	s := &r.services[id]
	var w record.Writer
	w.Int(format)
	for _, text := range []string{s.namespace, s.name, s.environment} {
		w.String(text)
	}
	for _, m := range []*meter{&s.batches, &s.entries} {
		w.Part(&m.model)
		w.Int(m.from)
		w.Int(m.to)
		w.Int(m.begun)
		w.Float(m.n)
	}
	w.Part(&s.quiet)
	w.Float(s.roots)
	w.Int(s.last)
	w.Int(s.heard)
	for _, n := range s.lags.bins {
		w.Int(int64(n))
	}
	w.Int(int64(s.serial))
	w.Int(int64(len(s.releases)))
	for i := range s.releases {
		one := &s.releases[i]
		w.String(one.version)
		w.Int(one.first)
		w.Int(one.last)
		w.Int(int64(one.serial))
		w.Float(one.items)
		w.Float(one.entries)
	}
	for _, gaps := range []Gaps{s.gaps, s.quiets} {
		gaps.encode(&w)
	}
	w.Int(s.died)
	senders := r.encodeSenders(s)
	w.Int(int64(len(senders)))
	for _, one := range senders {
		w.Bytes = append(w.Bytes, one...)
	}
	return w.Bytes
}

// encodeSenders returns the records of the senders of a service, in their order: of those that were heard last as many as fit.
func (r *Registry) encodeSenders(s *service) (records [][]byte) {
	var all []ID
	for at := s.senders; at != 0; at = r.senders[at].next {
		if at != s.rest {
			all = append(all, at)
		}
	}
	latest := slices.Clone(all)
	slices.SortStableFunc(latest, func(a, b ID) int { return cmp.Compare(r.senders[b].last, r.senders[a].last) })
	kept, bytes := map[ID][]byte{}, 0
	for _, id := range latest {
		one := r.senders[id].encode()
		if bytes += len(one); bytes > savedBytes {
			break
		}
		kept[id] = one
	}
	for _, id := range all {
		if one, fits := kept[id]; fits {
			records = append(records, one)
		}
	}
	return records
}

func (s *sender) encode() []byte {
	var w record.Writer
	w.String(s.Version)
	w.String(s.Instance)
	w.String(s.Host)
	w.Int(s.first)
	w.Int(s.last)
	w.Float(s.batches)
	w.Float(s.items)
	return w.Bytes
}

// Restore takes up what is known of a service. It comes before anything is heard.
func (r *Registry) Restore(data []byte, saved time.Time) error {
	in := record.NewReader(data)
	if in.Int() != format {
		return record.ErrFormat
	}
	s := service{place: place{in.String(), in.String(), in.String()}}
	s.batches, s.entries = newMeter(r.zone, saved.UnixNano()), newEntries(r.zone, saved.UnixNano())
	for _, m := range []*meter{&s.batches, &s.entries} {
		in.Part(&m.model)
		m.from, m.to, m.begun, m.n = in.Time(), in.Time(), in.Time(), in.Positive()
		if m.to <= m.from || m.begun < m.from || m.begun > m.to || m.to > saved.UnixNano()+int64(2*time.Hour) {
			in.Fail()
		}
	}
	in.Part(&s.quiet)
	s.roots, s.last, s.heard = in.Positive(), in.Time(), in.Time()
	for i := range s.lags.bins {
		s.lags.bins[i] = uint16(in.Count(1<<16 - 1))
		s.lags.total += uint32(s.lags.bins[i])
	}
	s.serial = uint32(in.Count(1<<31 - 1))
	for range in.Count(releaseMax) {
		s.releases = append(s.releases, release{version: in.String(), first: in.Time(), last: in.Time(),
			serial: uint32(in.Count(1<<31 - 1)), items: in.Positive(), entries: in.Positive()})
	}
	s.gaps, s.quiets = decodeGaps(in), decodeGaps(in)
	s.died = in.Time()
	var senders []sender
	for range in.Count(restoredSenders) {
		senders = append(senders, sender{Sender: Sender{Namespace: s.namespace, Service: s.name, Environment: s.environment,
			Version: in.String(), Instance: in.String(), Host: in.String()}, first: in.Time(), last: in.Time(),
			batches: in.Positive(), items: in.Positive()})
	}
	if err := in.Err(); err != nil {
		return err
	}
	return r.take(s, senders, saved)
}

// take makes a restored service known, unless it is already or there is no room.
func (r *Registry) take(s service, senders []sender, saved time.Time) error {
	if id, known := r.byPlace[s.place]; known && r.services[id].last != 0 {
		return nil
	}
	id := r.Service(s.namespace, s.name, s.environment, saved)
	if id == 0 {
		return nil
	}
	r.services[id] = s
	for i := len(senders) - 1; i >= 0; i-- { // each becomes the first
		one := senders[i]
		if saved.UnixNano()-one.last > int64(senderGone) || r.used >= r.max {
			continue
		}
		at := r.add(one.Sender, id, one.first)
		kept := &r.senders[at]
		kept.last, kept.batches, kept.items = one.last, one.batches, one.items
		r.services[id].sent += one.batches
		r.bySender[one.Sender] = at
		r.used++
	}
	return nil
}

// AppendUnheard appends the times in which nobody was heard, RestoreUnheard takes them up.
func (r *Registry) AppendUnheard(b []byte) []byte {
	w := record.Writer{Bytes: b}
	w.Int(format)
	r.away.encode(&w)
	return w.Bytes
}

// RestoreUnheard reads what AppendUnheard wrote.
func (r *Registry) RestoreUnheard(data []byte) error {
	in := record.NewReader(data)
	if in.Int() != format {
		return record.ErrFormat
	}
	gaps := decodeGaps(in)
	if err := in.Err(); err != nil {
		return err
	}
	for _, g := range gaps {
		r.away.Add(g)
	}
	return nil
}

func (g Gaps) encode(w *record.Writer) {
	w.Int(int64(len(g)))
	for _, one := range g {
		w.Int(one.From)
		w.Int(one.To)
		w.Float(one.Lost)
	}
}

func decodeGaps(in *record.Reader) (all Gaps) {
	for range in.Count(gapMax) {
		all.Add(Gap{From: in.Time(), To: in.Time(), Lost: min(in.Positive(), 1)})
	}
	return all
}
