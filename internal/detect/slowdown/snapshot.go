package slowdown

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/record"
)

// Prefixes of the keys of snapshots.
const (
	keyService   = "service/"
	keyOperation = "operation/"
	keyIncident  = "incident/"
)

const recordVersion = 2

// saving is how far a Snapshot came.
type saving struct{ service, operation int }

// Snapshot yields what was learned since the same was last taken, by key. Left before its end it goes on from there the next time.
// The open minute, instances and what the time of calls was spent on are not kept. What has no record is yielded with none.
func (d *Detector) Snapshot() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for d.saving.service < len(d.services)-1 {
			d.saving.service++
			s := d.services[d.saving.service]
			if !s.dirty && !d.aged(s) {
				continue
			}
			s.dirty, s.saved = false, d.now
			if !yield(keyService+fmt.Sprintf("%q", []string{s.namespace, s.name, s.environment}), d.encodeService(s)) {
				return
			}
		}
		for d.saving.operation < len(d.operations)-1 {
			d.saving.operation++
			o := d.operations[d.saving.operation]
			if !o.dirty {
				continue
			}
			o.dirty = false
			if !yield(d.operationKey(o), d.encode(o)) {
				return
			}
		}
		for _, t := range d.incidents {
			if t.saved == t.at {
				continue
			}
			t.saved = t.at
			if !yield(keyIncident+t.finding.Incident, d.record(t)) {
				return
			}
		}
		d.saving = saving{}
	}
}

// savedAgain is how often a service in use is saved though its releases are the same: a store forgets what is not saved for weeks.
const savedAgain = int64(24 * time.Hour)

// aged says that a service was seen since it was saved, which is long ago.
func (d *Detector) aged(s *service) bool {
	return d.now-s.saved >= savedAgain && slices.ContainsFunc(s.releases, func(id ReleaseID) bool { return d.releases[id].last > s.saved })
}

func (d *Detector) operationKey(o *operation) string {
	k := d.key(o)
	return keyOperation + fmt.Sprintf("%q %t", []string{k.Namespace, k.Service, k.Environment, k.Operation}, k.Failed)
}

// Restore takes up what was learned before. It comes before the first span, services before their operations, as Snapshot yields
// them or not; then Away says since when nothing was observed.
func (d *Detector) Restore(key string, data []byte, saved time.Time) error {
	if nanos(saved) == 0 {
		return record.ErrFormat
	}
	d.now = max(d.now, nanos(saved))
	switch {
	case strings.HasPrefix(key, keyService):
		return d.decodeService(data, saved)
	case strings.HasPrefix(key, keyOperation):
		return d.decode(data, saved)
	case strings.HasPrefix(key, keyIncident):
		return d.reopen(data, saved)
	}
	return record.ErrFormat
}
