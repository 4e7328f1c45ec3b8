package flatline

import (
	"math"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/evidence"
	"github.com/tidemark-otel/tidemark/internal/detect/liveness"
)

// cohort holds what a new release sends of a stream against what another sends at the same time. Both are counted as they
// arrive, beside the calls that each of them took.
type cohort struct {
	test       evidence.Cohort
	fresh, old uint32 // serials of the releases
	freshSlot  int32
	oldSlot    int32
	began      int64

	// Counts of the open block, and what the totals of the traffic were when it began.
	block                int64
	freshN, oldN         float64
	freshTotal, oldTotal float64
	freshRef, oldRef     float64
	// Since began.
	expected, seen float64
}

const (
	// cohortChance is the probability of a false alarm over a whole release, for each declared stream; discovered ones share
	// discoverChance.
	cohortChance   = 1e-4
	discoverChance = 0.05
	// cohortAge is how long a release is new, cohortQuiet how long both may be silent.
	cohortAge   = int64(7 * 24 * time.Hour)
	cohortQuiet = int64(10 * time.Minute)
	cohortBlock = int64(time.Minute)
)

// pairing returns the release to be tested and the one to hold it against: the newest and the busiest of the others.
func (d *Detector) pairing(s *stream, now int64) (fresh, old liveness.ReleaseState, ok bool) {
	for _, r := range d.senders.Releases(s.service, now-cohortQuiet, now) {
		if fresh.Release == "" || r.First > fresh.First {
			fresh = r
		}
	}
	for _, r := range d.senders.Releases(s.service, now-cohortQuiet, now) {
		if r.Serial != fresh.Serial && (old.Release == "" || r.Share > old.Share) {
			old = r
		}
	}
	return fresh, old, old.Release != "" && fresh.First > old.First && now-fresh.First < cohortAge
}

// pair begins or ends the comparison of releases for a stream.
func (d *Detector) pair(s *stream, now int64) {
	if s.more == nil && (!s.counted || !d.senders.SeveralReleases(s.service)) || s.alarmed() {
		return
	}
	fresh, old, ok := d.pairing(s, now)
	switch {
	case !ok && s.more != nil:
		s.more.cohort = nil
	case !ok || s.more != nil && s.more.cohort != nil && s.more.cohort.fresh == fresh.Serial && s.more.cohort.old == old.Serial:
	default:
		s.extra().cohort = &cohort{fresh: fresh.Serial, old: old.Serial, freshSlot: fresh.Slot, oldSlot: old.Slot, began: now, block: now,
			freshRef: fresh.Entries, oldRef: old.Entries}
	}
}

// count takes in events from a sender of a release.
func (c *cohort) count(slot int32, n float64) {
	switch slot {
	case c.freshSlot:
		c.freshN += n
		c.freshTotal += n
	case c.oldSlot:
		c.oldN += n
		c.oldTotal += n
	}
}

// traffic is what both releases got in all: events of the declared reference, else calls of the service. Attempts that another
// service counts do not say which release of this one they went to.
func (d *Detector) traffic(s *stream) (fresh, old float64, ok bool) {
	c := s.more.cohort
	if ref := d.reference(s); ref != 0 && d.streams.at(ref).service == s.service {
		o := d.streams.at(ref)
		if o.more == nil || o.more.cohort == nil || o.more.cohort.fresh != c.fresh || o.more.cohort.old != c.old {
			return 0, 0, false
		}
		return o.more.cohort.freshTotal, o.more.cohort.oldTotal, true
	}
	return d.senders.Entries(s.service, c.fresh), d.senders.Entries(s.service, c.old), true
}

// closeBlock weighs the counts since the last block.
func (d *Detector) closeBlock(s *stream, now int64) {
	c := s.more.cohort
	if now-c.block < cohortBlock {
		return
	}
	fresh, old, ok := d.traffic(s)
	if !ok {
		return
	}
	df, do := fresh-c.freshRef, old-c.oldRef
	if df > 0 && do > 0 {
		share := df / (df + do)
		c.test.Step(share, c.freshN/s.perItem(), c.oldN/s.perItem())
		expected := c.oldN * share / (1 - share)
		c.expected += expected
		c.seen += c.freshN
		if s.alarmed() && s.more.alarm.cohort {
			s.more.alarm.step(c.block, now, expected, c.freshN)
		}
	}
	c.block, c.freshN, c.oldN, c.freshRef, c.oldRef = now, 0, 0, fresh, old
}

// suspectCohort looks for a release that lost the stream while the other kept it.
func (d *Detector) suspectCohort(s *stream, now, until int64) (suspicion, bool) {
	c := s.more.cohort
	chance := cohortChance
	if s.definition < 0 {
		chance = discoverChance / float64(max(d.watched, 1))
	}
	e, h := c.test.Evidence(), -math.Log(chance)
	if e < h || c.expected <= c.seen || !d.isWatched(s) {
		return suspicion{}, false
	}
	return suspicion{now: now, until: until, onset: c.began, decided: now, evidence: e, threshold: h, conditional: true,
		cohort: d.senders.Version(s.service, c.fresh), ratio: c.seen / c.expected, expected: c.expected, seen: c.seen}, true
}

// withdrawn says that the release that was told of does not run any more.
func (d *Detector) withdrawn(s *stream, now int64) bool {
	if s.more.cohort == nil {
		return true
	}
	for _, r := range d.senders.Releases(s.service, now-cohortQuiet, now) {
		if r.Serial == s.more.cohort.fresh {
			return false
		}
	}
	return true
}
