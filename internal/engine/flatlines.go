package engine

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
)

// Flatlines is one flatline component: the detector of one component id, shared by its pipelines. Safe for concurrent use.
type Flatlines struct {
	watcher
	seed     maphash.Seed
	scrubber *scrub.Scrubber
	batches  sync.Pool
	splits   *splits
	most     int // streams
	detector *flatline.Detector
	finder   finder // the detector, but in tests
}

// finder is what a detector of silence finds as time passes.
type finder interface {
	Advance(now time.Time) []flatline.Finding
}

// Flatlines returns the detector of a component id, which must be called once for each. What it learned in an earlier
// life of the process is taken up by Restore, which must come before the first batch.
func (t *Tracker) Flatlines(id string, settings flatline.Settings) (*Flatlines, error) {
	detector, err := flatline.New(settings)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	f := &Flatlines{
		watcher: newWatcher(id, detector), seed: maphash.MakeSeed(), scrubber: t.settings.Scrubber, detector: detector, finder: detector,
		splits: newSplits(&settings), most: settings.MaxStreams,
	}
	f.batches.New = func() any { return &StreamBatch{flatlines: f, ids: map[uint64]flatline.StreamID{}} }
	f.find = f.findings
	f.recall = func() { f.splits.recall(f.detector.Streams()) }
	if err := t.watch(&f.watcher); err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.flatlines = append(t.flatlines, f)
	slices.SortFunc(t.flatlines, func(a, b *Flatlines) int { return strings.Compare(a.id, b.id) })
	return f, nil
}

// findings are those that are told.
func (f *Flatlines) findings(now time.Time) (told []Finding) {
	found := f.finder.Advance(now)
	for n := range found {
		if one, ok := silenceFindingOf(&found[n], f.scrubber); ok {
			told = append(told, one)
		}
	}
	return told
}

// Streams lists all streams.
func (f *Flatlines) Streams() []flatline.Status {
	var l flatline.Listing
	f.list(func() bool { return f.detector.List(&l, listedAtOnce) })
	return l.Streams()
}

// FlatlineStats is what telemetry shows of one component.
type FlatlineStats struct {
	flatline.Stats
	WatcherStats
	// MaxStreams is as many as there may be.
	MaxStreams int
}

// Stats returns the account since the start.
func (f *Flatlines) Stats() FlatlineStats {
	f.mu.Lock()
	defer f.mu.Unlock()
	return FlatlineStats{Stats: f.detector.Stats(), WatcherStats: f.stats(), MaxStreams: f.most}
}

// FlatlineDetectors returns all flatline components, in the order of their ids.
func (t *Tracker) FlatlineDetectors() []*Flatlines {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.flatlines)
}
