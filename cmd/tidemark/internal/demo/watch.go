package demo

import (
	"context"
	"errors"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// pollEvery is how often the API is asked, and so how exact the measured time is.
const pollEvery = 50 * time.Millisecond

var errNotVisible = errors.New("no issue became visible")

// watcher measures how long it takes from the first error until an issue shows an occurrence from
// then on.
type watcher struct {
	took time.Duration // valid when stop returned nil

	list   func(context.Context) (api.IssueList, error)
	since  chan time.Time
	cancel context.CancelFunc
	done   chan error
}

// startWatching starts a watcher, which must be stopped.
func (s *Settings) startWatching(ctx context.Context) *watcher {
	ctx, cancel := context.WithCancel(ctx)
	w := &watcher{list: s.list, since: make(chan time.Time, 1), cancel: cancel, done: make(chan error, 1)}
	go func() { w.done <- w.run(ctx) }()
	return w
}

// first says when the first error was recorded. It is called once.
func (w *watcher) first(at time.Time) { w.since <- at }

// stop ends the watching, at the latest now, and returns nil when an issue became visible.
func (w *watcher) stop() error {
	w.cancel()
	return <-w.done
}

func (w *watcher) run(ctx context.Context) error {
	var since time.Time
	select {
	case since = <-w.since:
	case <-ctx.Done():
		return errNotVisible
	}
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		list, err := w.list(ctx)
		// The first of the list is the one that was seen last.
		if err == nil && len(list.Issues) > 0 && !list.Issues[0].LastSeen.Before(since) {
			w.took = time.Since(since)
			return nil
		}
		select {
		case <-ctx.Done():
			return errNotVisible
		case <-tick.C:
		}
	}
}
