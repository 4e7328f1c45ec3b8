package engine

import (
	"sync/atomic"

	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
)

type counters struct {
	waits         [waitResults]atomic.Uint64
	dropped       atomic.Uint64
	flushFailures atomic.Uint64
	changes       atomic.Uint64
	folded        atomic.Uint64
	saves         atomic.Uint64
}

// Stats are counts since the start, and sizes now.
type Stats struct {
	Waits   map[WaitResult]uint64
	Dropped uint64 // occurrences that found no room until the next flush
	// ExemplarsRefused are occurrences that were counted and, for want of memory, not kept in full.
	ExemplarsRefused uint64
	// RefusedForgotten are errors of refused batches that will be taken for those of another tracker when
	// a receiver of this process sends them again.
	RefusedForgotten uint64
	FlushFailures    uint64
	Changes          uint64 // appended to the outbox
	// Folded are kinds of error that share the issue of their path, as often as that was decided.
	Folded        uint64
	WindowSize    int
	WindowEvicted uint64
	Hold          ledger.HoldStats
	Known         int
	Pending       int // (issue, release, minute) sums that wait for a flush
	// Releases that this process tells apart, and the spans and log records of those for which there was no room.
	Releases         int
	ReleasesOverflow uint64
	Limits           Limits
}

// Saves returns how often an issue was saved, rolled back ones among them: while it stands nothing became due.
func (t *Tracker) Saves() uint64 { return t.counters.saves.Load() }

// Limits of what Stats counts.
type Limits struct {
	Window, Held, Known, Pending, Releases int
}

// Stats returns the tracker's own account.
func (t *Tracker) Stats() Stats {
	s := Stats{
		Waits:            make(map[WaitResult]uint64, waitResults),
		Dropped:          t.counters.dropped.Load(),
		ExemplarsRefused: t.exemplars.refused.Load(),
		RefusedForgotten: t.refused.forgotten.Load(),
		FlushFailures:    t.counters.flushFailures.Load(),
		Changes:          t.counters.changes.Load(),
		Folded:           t.counters.folded.Load(),
		WindowSize:       t.window.Len(),
		WindowEvicted:    t.window.Evicted(),
		Hold:             t.hold.Stats(),
	}
	for r := range waitResults {
		s.Waits[r] = t.counters.waits[r].Load()
	}
	s.Releases, s.ReleasesOverflow = t.sightings.stats()
	t.mu.Lock()
	defer t.mu.Unlock()
	s.Known = t.book.len()
	s.Pending = t.pending.entries
	s.Limits = Limits{
		Window: t.settings.WindowEntries, Held: ledger.HoldEntries,
		Known:   2 * t.book.limit, // it forgets half at once
		Pending: t.settings.MaxPending, Releases: maxSighted,
	}
	return s
}
