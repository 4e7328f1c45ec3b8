package issuetrackerextension

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension"
	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension/internal/metadata"
	"github.com/tidemark-otel/tidemark/internal/api/token"
	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// Files in the data folder, beside the API token.
const (
	databaseFile = "tidemark.db"
	userKeyFile  = "user-hash-key"
	gatewayFile  = "gateway-id"
)

// Tracker is the running extension.
type Tracker struct {
	set     extension.Settings
	config  *Config
	started time.Time

	db        *store.DB
	engine    *engine.Tracker
	scrubber  *scrub.Scrubber
	instance  string
	telemetry *metadata.TelemetryBuilder
	server    *http.Server
	served    chan struct{}
	stop      context.CancelFunc
	running   sync.WaitGroup
	retry     retry
	// replay is the clock when the data says what time it is, nil when it is that of this machine.
	replay    *replay
	lastAlive time.Time // when a tracker last ran on this store, before this one

	mu        sync.Mutex
	errors    map[component.ID]shared[*engine.Errors]
	flatlines map[component.ID]shared[*engine.Flatlines]
	latencies map[component.ID]shared[*engine.Latencies]
	state     writerState
}

func newTracker(set extension.Settings, config *Config) (*Tracker, error) {
	return &Tracker{
		set: set, config: config, errors: map[component.ID]shared[*engine.Errors]{},
		flatlines: map[component.ID]shared[*engine.Flatlines]{}, latencies: map[component.ID]shared[*engine.Latencies]{},
	}, nil
}

// Start opens the store, starts the writer and serves the API.
func (t *Tracker) Start(ctx context.Context, host component.Host) error {
	t.started = time.Now()
	t.instance = rand.Text()
	if err := t.open(ctx); err != nil {
		return errors.Join(err, t.close())
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	t.stop = stop
	if t.replay == nil {
		t.running.Go(func() { t.write(running) })
	} else {
		t.logger().Warn("The clock follows the data (clock: replay). This is for recordings: with live data nothing happens while none arrives")
	}
	if t.db.Shared() {
		t.running.Go(func() { t.meet(running) })
	}
	if err := t.serve(ctx, host); err != nil {
		return errors.Join(err, t.Shutdown(ctx))
	}
	return nil
}

// open makes everything that Start needs before anything runs.
func (t *Tracker) open(ctx context.Context) (err error) {
	c := t.config
	t.db, err = store.Open(ctx, store.Settings{
		Path:      filepath.Join(c.directory(), databaseFile),
		DSN:       c.dsn(),
		Force:     c.AllowNetworkFileSystem,
		Volatile:  c.Clock == clockReplay,
		Retention: c.retention(),
	})
	if err != nil {
		return fmt.Errorf("open the issue store: %w", err)
	}
	key, err := token.Ensure(filepath.Join(c.directory(), userKeyFile))
	if err == nil && t.db.Shared() {
		// With keys of their own gateways would count the users that they both saw twice.
		key, err = t.db.Secret(ctx, userKeyFile, key)
	}
	if err != nil {
		return fmt.Errorf("the key of user hashes: %w", err)
	}
	gateway := "file" // nobody else uses it
	if t.db.Shared() {
		if gateway, err = token.Ensure(filepath.Join(c.directory(), gatewayFile)); err != nil {
			return fmt.Errorf("the name of this gateway: %w", err)
		}
	}
	links, err := c.Links.parse()
	if err != nil {
		return err
	}
	policy := issue.NewDefaultPolicy()
	policy.NewFor, policy.ResolveAfterQuiet = c.NewFor, c.ResolveAfterQuiet
	t.scrubber = scrub.New(scrub.Settings{
		Key: []byte(key), AllowAttributes: c.Scrub.AllowAttributes,
		MaxAttributes: c.Limits.Attributes, MaxStackBytes: c.Limits.StackBytes,
	})
	t.engine, err = engine.New(engine.Settings{
		DB:            t.db,
		Scrubber:      t.scrubber,
		Policy:        policy,
		Links:         links,
		Instance:      t.instance,
		Gateway:       gateway,
		CommitWait:    c.CommitWait,
		Synchronous:   c.Clock == clockReplay,
		MaxKnown:      c.Limits.Issues,
		WindowEntries: c.Limits.WindowEntries,
		IssuesPerPath: c.Limits.IssuesPerPath,
	})
	if err != nil {
		return err
	}
	if t.lastAlive, err = t.db.LastAlive(ctx); err != nil {
		return err
	}
	if c.Clock == clockReplay {
		t.replay = &replay{tracker: t}
	} else if err := t.db.RecordAlive(ctx, t.instance, t.started); err != nil {
		return err
	}
	return t.observe()
}

// Destination opens the outbox for one issues receiver.
func (t *Tracker) Destination(ctx context.Context, name string, start engine.Start, filter outbox.Filter) (*engine.Destination, error) {
	return t.engine.Destination(ctx, name, start, filter, t.Time())
}

// Shutdown stops the API, writes what is pending and closes the store. It may be called without
// Start, and twice.
func (t *Tracker) Shutdown(ctx context.Context) error {
	var errs []error
	if t.server != nil {
		errs = append(errs, t.stopServing(ctx))
	}
	if t.stop != nil {
		t.stop()
		t.running.Wait()
		t.stop = nil
		errs = append(errs, t.end(ctx), t.engine.Leave(ctx))
	}
	errs = append(errs, t.close())
	return errors.Join(errs...)
}

// end writes what is in memory.
func (t *Tracker) end(ctx context.Context) error {
	if t.replay != nil {
		return t.replay.end(ctx)
	}
	now := time.Now()
	var errs []error
	if err := t.engine.FlushAll(ctx, now); err != nil {
		errs = append(errs, fmt.Errorf("the last second of occurrences is not written: %w", err))
	}
	return errors.Join(append(errs, t.engine.ReportFound(ctx, now), t.engine.SaveAllLearned(ctx, now), t.db.RecordAlive(ctx, t.instance, now))...)
}

func (t *Tracker) close() error {
	if t.telemetry != nil {
		t.telemetry.Shutdown()
		t.telemetry = nil
	}
	if t.db == nil {
		return nil
	}
	return t.db.Close()
}

func (t *Tracker) logger() *zap.Logger { return t.set.Logger }
