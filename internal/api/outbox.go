package api

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

const (
	defaultRefused = 10
	maxRefused     = 1000
)

var outboxParameters = []string{"destination", "limit"}

// outbox tells how destinations are doing.
func (s *Settings) outbox(r *http.Request) (any, error) {
	values, err := parameters(r, outboxParameters...)
	if err != nil {
		return nil, err
	}
	names, err := many(values, "destination")
	if err != nil {
		return nil, err
	}
	limit, err := number(values, "limit", defaultRefused, 0, maxRefused)
	if err != nil {
		return nil, err
	}
	changes, all, err := s.Outbox.Outbox(r.Context())
	if err != nil {
		return nil, err
	}
	if all, err = choose(all, names); err != nil {
		return nil, err
	}
	w := wire.Outbox{Changes: changes, Destinations: make([]wire.OutboxDestination, len(all))}
	for i := range all {
		refused, err := s.Outbox.Refused(r.Context(), all[i].Name, limit)
		if err != nil {
			return nil, err
		}
		w.Destinations[i] = encodeDestination(&all[i], refused)
	}
	return w, nil
}

// choose returns the destinations of these names, all when there are none.
func choose(all []engine.DestinationStatus, names []string) ([]engine.DestinationStatus, error) {
	if len(names) == 0 {
		return all, nil
	}
	known := make([]string, len(all))
	for i := range all {
		known[i] = all[i].Name
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, problem(http.StatusNotFound, "no destination has the name %q; there is %s", name, strings.Join(known, ", "))
		}
	}
	return slices.DeleteFunc(all, func(d engine.DestinationStatus) bool { return !slices.Contains(names, d.Name) }), nil
}

func encodeDestination(d *engine.DestinationStatus, refused []outbox.Refusal) wire.OutboxDestination {
	w := wire.OutboxDestination{
		Name: d.Name, Running: d.Running, Position: d.Cursor,
		Waiting: d.Waiting, OldestWaiting: timeOrNil(d.Oldest),
		Delivered: d.Delivered, LastDelivery: timeOrNil(d.DeliveredAt),
		LastError: d.LastError, LastErrorAt: timeOrNil(d.LastErrorAt),
		Lost: d.Lost, Refused: d.Refused, LatestRefused: make([]wire.RefusedChange, len(refused)),
	}
	for i, r := range refused {
		w.LatestRefused[i] = wire.RefusedChange{
			ChangeID: r.ChangeID, IssueID: string(r.IssueID), Kind: string(r.Kind), Title: r.Title,
			At: r.At.UTC(), RefusedAt: r.RefusedAt.UTC(), Reason: r.Reason, Error: r.Error,
		}
	}
	return w
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
