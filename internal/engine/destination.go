package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
)

// Start says where a destination that has no cursor yet begins.
type Start string

// The starts.
const (
	StartNow       Start = "now"
	StartBeginning Start = "beginning"
)

const (
	// readAtOnce is how many entries a destination reads ahead.
	readAtOnce = 100
	// saveCursorEvery is how long an acknowledged change may be sent again after a kill.
	saveCursorEvery = time.Second
)

// Destination reads the outbox from one durable cursor. Not safe for concurrent use.
type Destination struct {
	tracker *Tracker
	name    string
	filter  outbox.Filter
	read    []outbox.Entry
	cursor  int64 // everything up to here is done
	saved   int64
	savedAt time.Time
	status  DestinationStatus // guarded by the tracker's lock
}

// Destination opens the cursor of this name.
func (t *Tracker) Destination(ctx context.Context, name string, start Start, filter outbox.Filter, now time.Time) (*Destination, error) {
	cursor, found, err := t.settings.DB.Cursor(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("read the cursor of %s: %w", name, err)
	}
	d := &Destination{
		tracker: t, name: name, filter: filter, cursor: cursor, saved: cursor, savedAt: now,
		status: DestinationStatus{Name: name, Cursor: cursor},
	}
	defer t.register(d)
	if found {
		return d, nil
	}
	if start == StartNow {
		if d.cursor, err = t.settings.DB.LastSeq(ctx); err != nil {
			return nil, fmt.Errorf("read the end of the outbox for %s: %w", name, err)
		}
	}
	d.saved = -1
	return d, d.Save(ctx, now)
}

// Next returns the next entry that the destination wants. It waits for one until ctx is done.
func (d *Destination) Next(ctx context.Context) (*outbox.Entry, error) {
	for {
		for len(d.read) > 0 {
			e := &d.read[0]
			if d.filter.Wants(e) {
				return e, nil
			}
			d.pass(e.Seq)
			if len(d.read) > 0 {
				continue
			}
			// What is passed over is done as well: unsaved it would count as lost when it leaves the outbox.
			if err := d.Save(ctx, e.At); err != nil {
				return nil, err
			}
		}
		grown := d.tracker.outboxGrown()
		entries, err := d.tracker.settings.DB.Changes(ctx, d.cursor, readAtOnce)
		if err != nil {
			return nil, fmt.Errorf("read the outbox for %s: %w", d.name, err)
		}
		if d.read = entries; len(entries) > 0 {
			continue
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Done says that the entry that Next returned needs no more sending. The cursor is saved when the
// outbox is read to its end or a second has passed: what is sent again after a kill has the same id.
func (d *Destination) Done(ctx context.Context, now time.Time) error {
	d.pass(d.read[0].Seq)
	d.delivered()
	if len(d.read) > 0 && now.Sub(d.savedAt) < saveCursorEvery {
		return nil
	}
	return d.Save(ctx, now)
}

// Save writes the cursor.
func (d *Destination) Save(ctx context.Context, now time.Time) error {
	if d.cursor == d.saved {
		return nil
	}
	if err := d.tracker.settings.DB.SaveCursor(ctx, d.name, d.cursor, now); err != nil {
		return fmt.Errorf("save the cursor of %s: %w", d.name, err)
	}
	d.saved, d.savedAt = d.cursor, now
	return nil
}

func (d *Destination) pass(seq int64) {
	d.cursor = seq
	d.read = d.read[1:]
	d.tracker.mu.Lock()
	defer d.tracker.mu.Unlock()
	d.status.Cursor = seq
}

func (d *Destination) delivered() {
	d.tracker.mu.Lock()
	defer d.tracker.mu.Unlock()
	d.status.Delivered++
	d.status.LastError = ""
}

// register makes a destination visible; one of the same name, from before a restart of the
// receiver, is replaced.
func (t *Tracker) register(d *Destination) {
	t.mu.Lock()
	defer t.mu.Unlock()
	d.status.Cursor = d.cursor
	t.destinations[d.name] = d
}

func (t *Tracker) outboxGrown() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.appended
}

// DestinationStatus is how one destination is doing.
type DestinationStatus struct {
	Name string
	// Cursor is the position in the outbox up to which everything is done.
	Cursor int64
	// Delivered counts since the start.
	Delivered int64
	// LastError is what the destination answered last, "" when it took the change.
	LastError string
}

// Failed notes why the entry that Next returned is not done yet.
func (d *Destination) Failed(err error) {
	d.tracker.mu.Lock()
	defer d.tracker.mu.Unlock()
	d.status.LastError = err.Error()
}

// Destinations returns how the open destinations are doing, by name.
func (t *Tracker) Destinations() []DestinationStatus {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := make([]DestinationStatus, 0, len(t.destinations))
	for _, d := range t.destinations {
		list = append(list, d.status)
	}
	slices.SortFunc(list, func(a, b DestinationStatus) int { return strings.Compare(a.Name, b.Name) })
	return list
}
