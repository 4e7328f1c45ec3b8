package engine

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/internal/detect/slowdown"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
)

// Latencies is one latency_regression component: the detector of one component id, shared by its pipelines. Safe for concurrent use.
type Latencies struct {
	watcher
	seed     maphash.Seed
	scrubber *scrub.Scrubber
	batches  sync.Pool
	// oneIn is how many traces one is looked at of to see where their time goes, as of the last advance. It is read without mu.
	oneIn    atomic.Int64
	most     int // operations
	detector *slowdown.Detector
	slower   slower // the detector, but in tests
}

// slower is what a detector of slowness finds as time passes.
type slower interface {
	Advance(now time.Time) []slowdown.Finding
}

// Latencies returns the detector of a component id, which must be called once for each. What it learned in an earlier life of the
// process is taken up by Restore, which must come before the first batch.
func (t *Tracker) Latencies(id string, settings slowdown.Settings) (*Latencies, error) {
	detector, err := slowdown.New(settings)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	l := &Latencies{
		watcher: newWatcher(id, detector), seed: maphash.MakeSeed(), scrubber: t.settings.Scrubber, detector: detector, slower: detector,
		most: settings.MaxOperations,
	}
	l.oneIn.Store(int64(detector.OneIn()))
	l.batches.New = func() any { return &LatencyBatch{latencies: l, ids: map[uint64]slowdown.OperationID{}} }
	l.find = l.findings
	if err := t.watch(&l.watcher); err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.latencies = append(t.latencies, l)
	slices.SortFunc(t.latencies, func(a, b *Latencies) int { return strings.Compare(a.id, b.id) })
	return l, nil
}

// findings are those that are told.
func (l *Latencies) findings(now time.Time) (told []Finding) {
	found := l.slower.Advance(now)
	l.oneIn.Store(int64(l.detector.OneIn()))
	for n := range found {
		if one, ok := slowFindingOf(&found[n], l.scrubber); ok {
			told = append(told, one)
		}
	}
	return told
}

// Operations lists all operations.
func (l *Latencies) Operations() []slowdown.Status {
	var all slowdown.Listing
	l.list(func() bool { return l.detector.List(&all, listedAtOnce) })
	return all.Operations()
}

// LatencyStats is what telemetry shows of one component.
type LatencyStats struct {
	slowdown.Stats
	WatcherStats
	Breakdown breakdown.Stats
	// MaxOperations is as many as there may be, 0 when the settings left it to the detector.
	MaxOperations int
}

// Stats returns the account since the start.
func (l *Latencies) Stats() LatencyStats {
	l.mu.Lock()
	defer l.mu.Unlock()
	return LatencyStats{Stats: l.detector.Stats(), WatcherStats: l.stats(), Breakdown: l.detector.Breakdown(), MaxOperations: l.most}
}

// LatencyDetectors returns all latency_regression components, in the order of their ids.
func (t *Tracker) LatencyDetectors() []*Latencies {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.latencies)
}

// Operation is an operation of one latency_regression component.
type Operation struct {
	Component string
	slowdown.Status
}

// OperationRelease is an operation under one release.
type OperationRelease = slowdown.ReleaseStatus

// Operations lists the operations of all components by namespace, service, environment and name.
func (t *Tracker) Operations() (all []Operation) {
	for _, l := range t.LatencyDetectors() {
		for _, s := range l.Operations() {
			all = append(all, Operation{l.ID(), s})
		}
	}
	slices.SortStableFunc(all, func(a, b Operation) int {
		return cmp.Or(
			strings.Compare(a.Key.Namespace, b.Key.Namespace), strings.Compare(a.Key.Service, b.Key.Service),
			strings.Compare(a.Key.Environment, b.Key.Environment), strings.Compare(a.Key.Operation, b.Key.Operation),
		)
	})
	return all
}
