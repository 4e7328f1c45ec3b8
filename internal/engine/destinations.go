package engine

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
)

// DestinationStatus is how one destination is doing.
type DestinationStatus struct {
	Name string
	// Running says that a receiver reads under this name since the start of the tracker. What is not
	// running has nothing but a cursor and counts.
	Running bool
	// Cursor is the position in the outbox up to which everything is done.
	Cursor int64
	// Delivered counts since the start, DeliveredAt is when that was last.
	Delivered   int64
	DeliveredAt time.Time
	// LastError is what the destination answered last, "" when it took the change.
	LastError   string
	LastErrorAt time.Time
	// Lost and Refused count since the destination is known.
	Lost, Refused int64
	// Backlog is what it has still to take or to pass over.
	outbox.Backlog
}

// Destinations returns how all known destinations are doing, by name.
func (t *Tracker) Destinations(ctx context.Context) ([]DestinationStatus, error) {
	known, err := t.settings.DB.Destinations(ctx)
	if err != nil {
		return nil, err
	}
	all := t.running()
	for _, k := range known {
		status, ok := all[k.Name]
		if !ok {
			status.Name = k.Name
		}
		// Retention moves the stored cursor of one that is away, a reader its own before it is stored.
		status.Cursor = max(status.Cursor, k.Cursor)
		status.Lost, status.Refused = k.Lost, k.Refused
		all[k.Name] = status
	}
	list := slices.SortedFunc(maps.Values(all), func(a, b DestinationStatus) int { return cmp.Compare(a.Name, b.Name) })
	for i := range list {
		if list[i].Backlog, err = t.settings.DB.Backlog(ctx, list[i].Cursor); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Outbox returns how many changes are kept, and how all known destinations are doing.
func (t *Tracker) Outbox(ctx context.Context) (changes int64, destinations []DestinationStatus, err error) {
	kept, err := t.settings.DB.Backlog(ctx, 0)
	if err != nil {
		return 0, nil, err
	}
	destinations, err = t.Destinations(ctx)
	return kept.Waiting, destinations, err
}

// Refused returns the latest changes that a destination refused and that are still kept.
func (t *Tracker) Refused(ctx context.Context, destination string, limit int) ([]outbox.Refusal, error) {
	return t.settings.DB.Refused(ctx, destination, limit)
}

func (t *Tracker) running() map[string]DestinationStatus {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := make(map[string]DestinationStatus, len(t.destinations))
	for name, d := range t.destinations {
		all[name] = d.status
	}
	return all
}
