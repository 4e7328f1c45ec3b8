package flatline

import (
	"encoding/json"
	"iter"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/liveness"
	"github.com/tidemark-otel/tidemark/internal/detect/record"
)

// Prefixes of the keys of snapshots.
const (
	keyService  = "service/"
	keyStream   = "stream/"
	keyIncident = "incident/"
	keyUnheard  = "unheard"
)

// Snapshot yields what was learned since the same was last taken, by key. Left before its end it goes on from there the next time, so
// that what changes all the time does not keep back the rest. What has no record is yielded with none.
func (d *Detector) Snapshot() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		if d.wasAway {
			d.wasAway = false
			if !yield(keyUnheard, d.senders.AppendUnheard(nil)) {
				return
			}
		}
		for key, data := range d.senders.Snapshot(&d.saving.service) {
			if !yield(keyService+key, data) {
				return
			}
		}
		for int(d.saving.stream) < d.streams.size {
			d.saving.stream++
			if !d.streams.known(d.saving.stream) {
				continue
			}
			if s := d.streams.at(d.saving.stream); s.dirty {
				s.dirty = false
				if !yield(d.snapshotKey(s), d.encode(s)) {
					return
				}
			}
		}
		for _, t := range d.incidents {
			if t.saved == t.at && t.savedEnd.Equal(t.Ended) {
				continue
			}
			t.saved, t.savedEnd = t.at, t.Ended
			if !yield(keyIncident+t.Name, t.record()) {
				return
			}
		}
		d.saving = saving{}
	}
}

// saving is how far a Snapshot came: the next service, the last stream.
type saving struct {
	service liveness.ServiceID
	stream  StreamID
}

// snapshotKey is the same for as long as the definition of a stream is.
func (d *Detector) snapshotKey(s *stream) string {
	k := d.key(s)
	return keyStream + record.Key(d.definition(s), k.Namespace, k.Service, k.Environment, k.Signal.String()) + "/" + k.Name
}

// definition names what a stream was declared as, with the hash of it.
func (d *Detector) definition(s *stream) string {
	if s.definition < 0 {
		return ""
	}
	one := &d.settings.Declared[s.definition]
	return one.Name + "#" + one.Hash
}

// Restore takes up what was learned before. It comes before the first batch; then Away says since when nothing was observed.
// What it does not know any more, as a stream that is not declared any more, is left out.
func (d *Detector) Restore(key string, data []byte, saved time.Time) error {
	if nanos(saved) == 0 {
		return record.ErrFormat
	}
	if d.clock == 0 {
		d.start(saved.UnixNano())
	}
	d.restored = max(d.restored, saved.UnixNano())
	switch {
	case key == keyUnheard:
		return d.senders.RestoreUnheard(data)
	case strings.HasPrefix(key, keyService):
		return d.senders.Restore(data, saved)
	case strings.HasPrefix(key, keyStream):
		return d.decode(data, saved)
	case strings.HasPrefix(key, keyIncident):
		return d.reopen(data, saved)
	}
	return record.ErrFormat
}

// savedIncident is an incident at rest.
type savedIncident struct {
	Incident Incident
	Finding  Finding
	At       int64
}

// record is that of an incident, without the last children, silent senders and words where it would be too long.
func (t *told) record() []byte {
	return record.Fit(childrenMax, func(keep int) ([]byte, error) {
		one := savedIncident{t.Incident, t.finding, t.at}
		one.Incident.Children, one.Incident.Gone = first(one.Incident.Children, keep), first(one.Incident.Gone, max(keep, 1))
		one.Finding.Children, one.Finding.Words = first(one.Finding.Children, keep), first(one.Finding.Words, keep)
		if keep == 0 {
			one.Finding.Series = Series{}
		}
		return json.Marshal(one)
	})
}

func first[T any](all []T, n int) []T { return all[:min(len(all), n)] }

func (d *Detector) reopen(data []byte, saved time.Time) error {
	var one savedIncident
	if err := json.Unmarshal(data, &one); err != nil || one.Incident.Name == "" || one.At < 0 {
		return record.ErrFormat
	}
	if !one.Incident.Ended.IsZero() && saved.Sub(one.Incident.Ended) > incidentAge {
		return nil
	}
	t := d.named(one.Incident.Name)
	if t == nil {
		return nil
	}
	t.opened = saved.UnixNano()
	t.Incident, t.finding, t.at = one.Incident, one.Finding, min(one.At, saved.UnixNano())
	t.saved, t.savedEnd = t.at, t.Ended
	if !t.Ended.IsZero() {
		d.end(t, t.Ended.UnixNano(), t.Ended.UnixNano())
	}
	return nil
}

// named returns the open incident of a name, or begins it: its streams may be restored before it is.
func (d *Detector) named(name string) *told {
	if t := d.open(name); t != nil {
		return t
	}
	return d.begin(Incident{Name: name})
}
