package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/service"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/view"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

const (
	// DefaultDuration is how long the shop is open.
	DefaultDuration = 12 * time.Second
	// countTimeout is how long it may take until all that was sent is counted. A span whose only
	// error is its status waits some seconds for an exception that explains it.
	countTimeout = 20 * time.Second
	recountEvery = 200 * time.Millisecond
)

// Settings say which Collector the demo is for.
type Settings struct {
	Out      io.Writer
	Client   *client.Client
	Endpoint string // OTLP/gRPC, host:port
	Duration time.Duration
	Now      func() time.Time
}

// Run opens the shop, waits until all its errors are counted, lists the issues and returns the id of
// the one to look at first.
func Run(ctx context.Context, s Settings) (string, error) {
	before, err := s.list(ctx)
	if err != nil {
		return "", err
	}
	t, err := newTelemetry(ctx, s.Endpoint)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(s.Out, "A sample shop (frontend → checkout → payment, inventory) sends OTLP to %s for %s.\n", s.Endpoint, s.Duration)
	visible := s.startWatching(ctx)
	sample := s.newShop(t, visible.first)
	running := sample.Run(ctx, s.Duration)
	flushed := t.flush(ctx)
	if running != nil {
		_ = visible.stop()
		return "", fmt.Errorf("the shop closed early: %w", running)
	}
	if flushed != nil {
		_ = visible.stop()
		return "", &client.UnreachableError{Address: s.Endpoint + " (OTLP)", Err: flushed}
	}
	list, err := s.waitCounted(ctx, sample.Sent(), countSites(before))
	if err = errors.Join(err, visible.stop()); err != nil {
		return "", explain(err, t.lastError())
	}
	fmt.Fprintf(s.Out, "%sFrom the first error to its issue in the API: %d ms.\n\n", summary(sample.Sent()), visible.took.Milliseconds())
	return first(list), view.List(s.Out, list, s.Now())
}

func (s *Settings) newShop(t *telemetry, firstError func(time.Time)) *shop.Shop {
	return shop.New(shop.Settings{
		Spans: t.spans, Logs: t.logs, FirstError: firstError,
		Done: func(release string, orders, failed int) {
			fmt.Fprintf(s.Out, "  release %s: %d orders, %d failed\n", release, orders, failed)
		},
	})
}

// list returns the issues of the shop.
func (s *Settings) list(ctx context.Context) (api.IssueList, error) {
	answer, err := s.Client.Issues(ctx, url.Values{"environment": {service.Environment}, "limit": {"500"}})
	return answer.Value, err
}

// waitCounted waits until the issues hold all that was sent.
func (s *Settings) waitCounted(ctx context.Context, sent map[string]int, before counts) (api.IssueList, error) {
	ctx, cancel := context.WithTimeout(ctx, countTimeout)
	defer cancel()
	tick := time.NewTicker(recountEvery)
	defer tick.Stop()
	for {
		list, err := s.list(ctx)
		if err == nil && len(missing(sent, before, countSites(list))) == 0 {
			return list, nil
		}
		select {
		case <-tick.C:
			continue
		case <-ctx.Done():
		}
		if err != nil {
			return list, err
		}
		return list, fmt.Errorf("not everything is counted after %s:\n  %s", countTimeout, strings.Join(missing(sent, before, countSites(list)), "\n  "))
	}
}

func explain(err, sdk error) error {
	if sdk == nil {
		return err
	}
	return fmt.Errorf("%w\nThe OpenTelemetry SDK said last: %w", err, sdk)
}

func summary(sent map[string]int) string {
	total := 0
	var b strings.Builder
	for _, site := range shop.Sites {
		total += sent[site.Name]
		fmt.Fprintf(&b, "  %4d  %s, since %s\n", sent[site.Name], site.Name, site.Since)
	}
	return fmt.Sprintf("Sent %d errors, and all are counted:\n%s\n", total, b.String())
}
