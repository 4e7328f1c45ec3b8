package engine

import (
	"fmt"
	"hash/maphash"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
)

// Flatlines is one flatline component: the detector of one component id, shared by its pipelines. Safe for concurrent use.
type Flatlines struct {
	id       string
	seed     maphash.Seed
	scrubber *scrub.Scrubber
	batches  sync.Pool
	splits   *splits

	mu       sync.Mutex
	detector *flatline.Detector
	learner  learner // the detector, but in tests
	repeats  *ledger.Repeats
	account  *ledger.Account
	waiting  []flatline.Finding // found, not yet reported
	lost     uint64             // findings that found no room to wait
	forgot   time.Time          // when quiet senders were last forgotten
	learned  learned
}

// learner is what of a detector changes without data: what it finds as time passes, and what it knows at a start and a stop. Snapshot
// yields what was learned since the same was last taken; when it was left before its end it goes on from there the next time.
type learner interface {
	Advance(now time.Time) []flatline.Finding
	Snapshot() iter.Seq2[string, []byte]
	Restore(key string, data []byte, saved time.Time) error
	Away(from, to time.Time)
}

// Flatlines returns the detector of a component id, which must be called once for each. What it learned in an earlier
// life of the process is taken up by Restore, which must come before the first batch.
func (t *Tracker) Flatlines(id string, settings flatline.Settings) (*Flatlines, error) {
	detector, err := flatline.New(settings)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	f := &Flatlines{
		id: id, seed: maphash.MakeSeed(), scrubber: t.settings.Scrubber, detector: detector, learner: detector, splits: newSplits(&settings),
		repeats: ledger.NewRepeats(ledger.RepeatAge, ledger.RepeatEntries),
		account: ledger.NewAccount(ledger.AccountParties),
	}
	f.batches.New = func() any { return &StreamBatch{flatlines: f, ids: map[uint64]flatline.StreamID{}} }
	t.mu.Lock()
	defer t.mu.Unlock()
	if slices.ContainsFunc(t.flatlines, func(other *Flatlines) bool { return other.id == id }) {
		return nil, fmt.Errorf("%s has a detector already", id)
	}
	t.flatlines = append(t.flatlines, f)
	slices.SortFunc(t.flatlines, func(a, b *Flatlines) int { return strings.Compare(a.id, b.id) })
	return f, nil
}

// ID names the component.
func (f *Flatlines) ID() string { return f.id }

// Streams lists all streams.
func (f *Flatlines) Streams() []flatline.Status {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.detector.Streams()
}

// Senders says what was received from whom.
func (f *Flatlines) Senders() []ledger.Entry {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.account.Entries()
}

// FlatlineStats is what telemetry shows of one component.
type FlatlineStats struct {
	flatline.Stats
	// Items are spans, log records and events by what became of them.
	Items ledger.Sums
	// Parties are senders with an account, Crowded the batches of senders without one.
	Parties int
	Crowded uint64
	// RepeatsForgotten are items that would not be recognised when they come again.
	RepeatsForgotten uint64
	// Waiting findings are not in the store yet. Lost ones found no room to wait.
	Waiting int
	Lost    uint64
}

// Stats returns the account since the start.
func (f *Flatlines) Stats() FlatlineStats {
	f.mu.Lock()
	defer f.mu.Unlock()
	return FlatlineStats{
		Stats: f.detector.Stats(), Items: f.account.Totals(),
		Parties: f.account.Len(), Crowded: f.account.Crowded(), RepeatsForgotten: f.repeats.Forgotten(),
		Waiting: len(f.waiting), Lost: f.lost,
	}
}

// Detectors returns all flatline components, in the order of their ids.
func (t *Tracker) Detectors() []*Flatlines {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.flatlines)
}
