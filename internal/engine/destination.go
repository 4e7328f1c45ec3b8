package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
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
		status: DestinationStatus{Name: name, Running: true, Cursor: cursor},
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
	d.delivered(now)
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
	d.status.Cursor = d.cursor
}

func (d *Destination) delivered(now time.Time) {
	d.tracker.mu.Lock()
	defer d.tracker.mu.Unlock()
	d.status.Delivered++
	d.status.DeliveredAt = now
	d.status.LastError, d.status.LastErrorAt = "", time.Time{}
}

// Refuse says that the destination will never take the entry that Next returned: no retry would help.
// It is noted for people with the reason, a name out of a short list, and why, and the cursor moves
// behind it. When that fails nothing has changed, and the entry is the next one again.
func (d *Destination) Refuse(ctx context.Context, now time.Time, reason string, why error) error {
	e := &d.read[0]
	refusal := outbox.Refusal{
		Seq: e.Seq, ChangeID: e.ChangeID, IssueID: e.IssueID, Kind: e.Kind, At: e.At,
		RefusedAt: now, Reason: reason, Error: d.tracker.errorText(why),
	}
	if doc, err := event.Unmarshal(e.Body); err == nil {
		refusal.Title = doc.Issue.Title
	}
	if err := d.tracker.settings.DB.Refuse(ctx, d.name, refusal); err != nil {
		return err
	}
	d.pass(e.Seq)
	d.saved, d.savedAt = d.cursor, now
	d.Failed(now, why)
	return nil
}

// Failed notes why the last attempt was none, until one succeeds.
func (d *Destination) Failed(now time.Time, why error) {
	text := d.tracker.errorText(why)
	d.tracker.mu.Lock()
	defer d.tracker.mu.Unlock()
	d.status.LastError, d.status.LastErrorAt = text, now
}

// errorText is what people may see of an error: exporters of others put addresses into theirs.
func (t *Tracker) errorText(err error) string {
	return outbox.CutError(t.settings.Scrubber.Text(err.Error()))
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
