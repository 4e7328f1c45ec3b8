package issuetrackerextension

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componentstatus"
	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/internal/api"
	"github.com/tidemark-otel/tidemark/internal/api/token"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

// serve starts the API, unless its endpoint is empty.
func (t *Tracker) serve(ctx context.Context, host component.Host) error {
	config := t.config.HTTP
	if config.NetAddr.Endpoint == "" {
		return nil
	}
	path := filepath.Join(t.config.directory(), token.FileName)
	secret, err := token.Ensure(path)
	if err != nil {
		return fmt.Errorf("the API token: %w", err)
	}
	handler := api.NewHandler(api.Settings{
		Reader:   t.db,
		Actions:  t.engine,
		Releases: t.db,
		Outbox:   t.engine,
		Streams:  t.engine, Operations: t.engine,
		Rules:    t.ruleSets,
		Health:   t.health,
		Token:    secret,
		Loopback: isLoopback(config.NetAddr.Endpoint),
		Logger:   t.logger(),
		Now:      t.Time,
	})
	listener, err := config.ToListener(ctx)
	if err != nil {
		return fmt.Errorf("the API cannot listen on %s; set http::endpoint of issue_tracker: %w", config.NetAddr.Endpoint, err)
	}
	t.server, err = config.ToServer(ctx, host.GetExtensions(), t.set.TelemetrySettings, handler)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	t.served = make(chan struct{})
	server, served := t.server, t.served
	go func() {
		defer close(served)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			componentstatus.ReportStatus(host, componentstatus.NewFatalErrorEvent(fmt.Errorf("the API stopped: %w", err)))
		}
	}()
	t.logger().Info("Issues are served", zap.String("address", listener.Addr().String()), zap.String("token_file", path))
	return nil
}

// serveOut is how long a stop waits for requests: occurrences that are not written yet wait behind it.
const serveOut = 5 * time.Second

// stopServing lets requests end, and cuts those that do not.
func (t *Tracker) stopServing(ctx context.Context) error {
	ending, cancel := context.WithTimeout(ctx, serveOut)
	defer cancel()
	err := t.server.Shutdown(ending)
	if err != nil {
		_ = t.server.Close()
	}
	<-t.served
	t.server = nil
	if errors.Is(err, context.DeadlineExceeded) {
		return ctx.Err() // that a client was slow is no fault
	}
	return err
}

// storeType is the kind of database, as the health answer names it.
func (t *Tracker) storeType() string {
	if t.db.Shared() {
		return "postgresql"
	}
	return "sqlite"
}

// health says how the tracker is doing.
func (t *Tracker) health(ctx context.Context) wire.Health {
	h := wire.Health{
		Status: wire.StatusOK, Reasons: []string{}, Version: t.set.BuildInfo.Version, StartedAt: t.started.UTC(),
		Store:  wire.StoreHealth{Type: t.storeType()},
		Outbox: wire.OutboxHealth{Destinations: []wire.DestinationHealth{}},
	}
	degraded := func(format string, args ...any) {
		h.Status = wire.StatusDegraded
		h.Reasons = append(h.Reasons, fmt.Sprintf(format, args...))
	}
	t.mu.Lock()
	state := t.state
	t.mu.Unlock()
	if !state.lastCommit.IsZero() {
		at := state.lastCommit.UTC()
		h.Store.LastCommit = &at
	}
	if h.Store.LastError = state.lastError; state.lastError != "" {
		degraded("the issue store does not answer: %s", state.lastError)
	}
	for _, l := range t.engine.Learned() {
		if l.Err != nil {
			degraded("what %s learned is not saved, and would be lost by a kill: %s", l.Component, l.Err)
		}
	}
	stats, err := t.db.Stats(ctx)
	if err != nil {
		degraded("the issue store cannot be read: %s", err)
		return h
	}
	h.Store.Issues, h.Store.SizeBytes = stats.Issues, stats.Bytes
	h.Outbox.Changes = stats.Changes
	destinations, err := t.engine.Destinations(ctx)
	if err != nil {
		degraded("the outbox cannot be read: %s", err)
	}
	for _, d := range destinations {
		if !d.Running {
			continue
		}
		w := wire.DestinationHealth{
			Name: d.Name, Pending: d.Waiting, Delivered: d.Delivered, Lost: d.Lost, LastError: d.LastError,
		}
		if !d.Oldest.IsZero() {
			oldest := d.Oldest.UTC()
			w.OldestPending = &oldest
		}
		if d.LastError != "" {
			degraded("%s does not take what it is sent: %s", d.Name, d.LastError)
		}
		h.Outbox.Destinations = append(h.Outbox.Destinations, w)
	}
	return h
}
