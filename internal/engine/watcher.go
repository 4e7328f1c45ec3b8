package engine

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
)

// watcher is what components with a detector have in common, of whatever kind it is: what is found waits for the store, what was
// learned is saved, and it is known what came from whom, and what came twice.
type watcher struct {
	id string
	// find lets time pass for the detector; recall is told that what was learned before is back, nil when nobody asks. Both are called
	// with mu held, which guards the detector as well.
	find   func(now time.Time) []Finding
	recall func()

	mu      sync.Mutex
	learner learner // the detector, but in tests
	repeats *ledger.Repeats
	account *ledger.Account
	waiting []Finding // found, not yet reported
	lost    uint64    // findings that found no room to wait
	forgot  time.Time // when quiet senders were last forgotten
	learned learned
}

// learner is what a detector knows, at a start and a stop. Snapshot yields what was learned since the same was last taken; when it was
// left before its end it goes on from there the next time. What cannot be saved is yielded without data.
type learner interface {
	Snapshot() iter.Seq2[string, []byte]
	Restore(key string, data []byte, saved time.Time) error
	Away(from, to time.Time)
}

func newWatcher(id string, l learner) watcher {
	return watcher{
		id: id, learner: l, repeats: ledger.NewRepeats(ledger.RepeatAge, ledger.RepeatEntries),
		account: ledger.NewAccount(ledger.AccountParties),
	}
}

// watch takes up a component.
func (t *Tracker) watch(w *watcher) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	at, known := slices.BinarySearchFunc(t.watchers, w.id, func(other *watcher, id string) int { return cmp.Compare(other.id, id) })
	if known {
		return fmt.Errorf("%s has a detector already", w.id)
	}
	t.watchers = slices.Insert(t.watchers, at, w)
	return nil
}

// watching returns all components with a detector, in the order of their ids.
func (t *Tracker) watching() []*watcher {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.watchers)
}

// ID names the component.
func (w *watcher) ID() string { return w.id }

// Senders says what was received from whom.
func (w *watcher) Senders() []ledger.Entry {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.account.Entries()
}

// listedAtOnce is how many streams or operations are listed before a batch may go on that waits: some milliseconds.
const listedAtOnce = 500

// list lets a detector list pieces until there are no more.
func (w *watcher) list(piece func() (more bool)) {
	for more := true; more; {
		w.mu.Lock()
		more = piece()
		w.mu.Unlock()
	}
}

// WatcherStats is what telemetry shows of every component with a detector.
type WatcherStats struct {
	// Items are spans and log records by what became of them.
	Items ledger.Sums
	// Parties are senders with an account, MaxParties at most. Crowded are the batches of senders without one.
	Parties, MaxParties int
	Crowded             uint64
	// RepeatsForgotten are items that would not be recognised when they come again.
	RepeatsForgotten uint64
	// Waiting findings are not in the store yet, MaxWaiting at most. Lost ones found no room to wait.
	Waiting, MaxWaiting int
	Lost                uint64
}

// stats must be called with mu held.
func (w *watcher) stats() WatcherStats {
	return WatcherStats{
		Items: w.account.Totals(), Parties: w.account.Len(), MaxParties: ledger.AccountParties, Crowded: w.account.Crowded(),
		RepeatsForgotten: w.repeats.Forgotten(), Waiting: len(w.waiting), MaxWaiting: maxFound, Lost: w.lost,
	}
}
