package engine

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

const (
	// maxSighted bounds the releases, with the revisions they were built from, that this process tells apart (each about
	// 600 bytes). What comes from more of them is not counted for any release.
	maxSighted = 10_000
	// sightedFor is how long a release that sends nothing is remembered.
	sightedFor = time.Hour
	// trafficEvery is how often traffic is written. A release that was not seen before is written by the next flush.
	trafficEvery = time.Minute
)

// sightingKey is a release as its resource names it. It is compared as sent: the names are cleaned once.
type sightingKey struct{ namespace, service, environment, release, revision string }

// sighting is what came from a release since it was last written.
type sighting struct {
	of                issue.Identity // its place, and release and revision, as they may be stored
	release, revision string
	items             int64
	first, last       time.Time
	used              time.Time
	written           bool // at least once
}

// sightings counts what comes from each release of each service. A release that is known costs one look-up and no memory.
type sightings struct {
	mu       sync.Mutex
	known    map[sightingKey]*sighting
	fresh    bool // there is one that was never written
	written  time.Time
	overflow uint64 // items of releases for which there was no room
}

// find returns the sighting of a release, nil when there is no room for another. The strings may be borrowed.
func (s *sightings) find(k sightingKey, now time.Time, clean func(string) string) *sighting {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seen, ok := s.known[k]; ok {
		seen.used = now
		return seen
	}
	if len(s.known) >= maxSighted {
		return nil
	}
	own := sightingKey{
		strings.Clone(k.namespace), strings.Clone(k.service), strings.Clone(k.environment), strings.Clone(k.release), strings.Clone(k.revision),
	}
	seen := &sighting{
		of:      issue.Identity{ServiceNamespace: clean(own.namespace), Service: clean(own.service), Environment: clean(own.environment)},
		release: clean(own.release), revision: clean(own.revision), used: now,
	}
	if s.known == nil {
		s.known = map[sightingKey]*sighting{}
	}
	s.known[own] = seen
	return seen
}

// add counts what was accepted.
func (s *sightings) add(list []seenItems, now time.Time) {
	if len(list) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range list {
		seen := l.of
		if seen == nil {
			s.overflow += uint64(l.items)
			continue
		}
		seen.items += int64(l.items)
		if seen.first.IsZero() || now.Before(seen.first) {
			seen.first = now
		}
		if now.After(seen.last) {
			seen.last = now
		}
		s.fresh = s.fresh || !seen.written
	}
}

// take returns what is to be written now, in the order of the rows in the store: nothing most of the time, all that came
// once a minute, when there is a release that was never written, and when all is asked for. What is idle is forgotten.
func (s *sightings) take(now time.Time, all bool) []store.Traffic {
	s.mu.Lock()
	defer s.mu.Unlock()
	since := now.Sub(s.written)
	if !all && !s.fresh && since >= 0 && since < trafficEvery {
		return nil
	}
	s.written, s.fresh = now, false
	var list []store.Traffic
	for k, seen := range s.known {
		if seen.items == 0 {
			if now.Sub(seen.used) > sightedFor {
				delete(s.known, k)
			}
			continue
		}
		list = append(list, store.Traffic{
			Of: seen.of, Release: seen.release, Revision: seen.revision, Items: seen.items, First: seen.first, Last: seen.last,
		})
		seen.items, seen.first, seen.last, seen.written = 0, time.Time{}, time.Time{}, true
	}
	slices.SortFunc(list, func(a, b store.Traffic) int {
		return cmp.Or(strings.Compare(a.Of.ServiceNamespace, b.Of.ServiceNamespace), strings.Compare(a.Of.Service, b.Of.Service),
			strings.Compare(a.Of.Environment, b.Of.Environment), strings.Compare(a.Release, b.Release), strings.Compare(a.Revision, b.Revision))
	})
	return list
}

// lose counts items of a release that its service has no room for.
func (s *sightings) lose(items int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.overflow += uint64(items)
}

// stats returns how many releases are remembered, and the items of those for which there was no room.
func (s *sightings) stats() (known int, overflow uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.known), s.overflow
}

// seenItems is how much of a batch came from a release. of is nil when there is no room for it.
type seenItems struct {
	of    *sighting
	items int
}

// Sight notes that a part of the batch came from a release: spans or log records, whether they hold errors or not. The
// strings are not kept. It counts when the batch is committed.
func (b *Batch) Sight(service *exception.Service, revision string, items int) {
	t := b.errors.tracker
	if t == nil || service.Version == "" || items == 0 {
		return
	}
	if b.seen == nil {
		b.seen = b.fewSeen[:0]
	}
	k := sightingKey{service.Namespace, service.Name, service.Environment, service.Version, revision}
	b.seen = append(b.seen, seenItems{t.sightings.find(k, b.now, b.errors.scrubber.Name), items})
}
