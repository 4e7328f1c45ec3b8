package engine

import (
	"cmp"
	"fmt"
	"sync"
	"time"

	"github.com/tidemark-otel/tidemark/internal/exception/grouping"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// Settings of a Tracker. All fields are needed but those with a default.
type Settings struct {
	DB       *store.DB
	Scrubber *scrub.Scrubber
	Policy   issue.Policy
	// Judge says what occurrences of resolved issues prove; nil: the order of releases, as telemetry shows it.
	Judge Judge
	// Links of every document; nil for none.
	Links *event.LinkTemplates
	// Instance names this run of the process: flushes are idempotent per instance.
	Instance string
	// Gateway names the process also in its next life, which takes up what detectors learned; "" is Instance.
	Gateway string
	// Synchronous makes a batch with an unknown error flush by itself, at its own time, and wait for nobody.
	Synchronous bool
	// CommitWait is the longest that a batch with an unknown error waits. 0: never.
	CommitWait time.Duration
	// MaxKnown bounds the identities this process remembers (each about 400 bytes, at most twice so many).
	MaxKnown int
	// IssuesPerPath is how many issues errors may open at one place of one service and environment that differ
	// in nothing but their messages. Those with further messages share one more. 0: no limit.
	IssuesPerPath int
	// MaxPending bounds the (issue, release, minute) sums that wait for a flush.
	MaxPending int
	// WindowEntries bounds the memory for "counted once".
	WindowEntries int
}

// DefaultMaxPending is enough for a batch of unknown errors of every sender at once.
const DefaultMaxPending = 50_000

// Tracker owns all that the process knows about issues. Safe for concurrent use, but for Flush, Tick,
// Trim and what people do to issues, of which one at a time runs in the store anyway.
type Tracker struct {
	settings Settings
	cache    *grouping.Cache
	window   *ledger.Window[*known]
	hold     *ledger.Hold[occurrence]
	kick     chan struct{}
	waits    waits
	counters counters
	refused  refused
	// exemplars in memory, from the judging of their batch to the flush.
	exemplars exemplars
	sightings sightings
	order     order

	mu       sync.Mutex
	book     book
	pending  *pending
	inflight *pending // being written, or waiting to be written again
	flushes  int64
	appended chan struct{} // closed when the outbox has grown or a destination came to this process

	destinations map[string]*Destination
	fleet        fleet
	flatlines    []*Flatlines // by id
	latencies    []*Latencies // by id
	watchers     []*watcher   // of both, by id
	flushing     sync.Mutex
}

// New returns a tracker over an open store.
func New(s Settings) (*Tracker, error) {
	if s.DB == nil || s.Scrubber == nil || s.Instance == "" {
		return nil, fmt.Errorf("engine: a store, a scrubber and an instance name are needed")
	}
	s.Gateway = cmp.Or(s.Gateway, s.Instance)
	if s.MaxPending <= 0 {
		s.MaxPending = DefaultMaxPending
	}
	if s.WindowEntries <= 0 {
		s.WindowEntries = ledger.WindowEntries
	}
	t := &Tracker{
		settings: s,
		cache:    grouping.NewCache(grouping.CacheSettings{}),
		window:   ledger.NewWindow[*known](ledger.WindowAge, s.WindowEntries),
		hold:     ledger.NewHold[occurrence](ledger.HoldAge, ledger.HoldEntries),
		kick:     make(chan struct{}, 1),
		book:     newBook(s.MaxKnown),
		pending:  newPending(),
		appended: make(chan struct{}),

		destinations: map[string]*Destination{},
		fleet:        newFleet(),
	}
	if s.Judge == nil {
		t.settings.Judge = &t.order
	}
	t.exemplars.limit = maxExemplarBytes
	t.hold.Forgotten = func(o occurrence) { t.exemplars.free(&o) }
	return t, nil
}

// Kick is signalled when somebody waits for a flush.
func (t *Tracker) Kick() <-chan struct{} { return t.kick }

func (t *Tracker) askFlush() {
	select {
	case t.kick <- struct{}{}:
	default:
	}
}
