package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
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
	lease   store.Lease
	cursor  int64 // everything up to here is done
	saved   int64
	savedAt time.Time
	status  DestinationStatus // guarded by the tracker's lock
}

// Destination opens the cursor of this name.
func (t *Tracker) Destination(ctx context.Context, name string, start Start, filter outbox.Filter, now time.Time) (*Destination, error) {
	d := &Destination{
		tracker: t, name: name, filter: filter, savedAt: now, status: DestinationStatus{Name: name, Running: true},
	}
	_, found, err := t.settings.DB.Cursor(ctx, name)
	if err == nil && !found {
		var begin int64
		if start == StartNow {
			begin, err = t.settings.DB.LastSeq(ctx)
		}
		if err == nil {
			err = t.settings.DB.BeginCursor(ctx, name, begin, now)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("find where %s begins: %w", name, err)
	}
	if err := d.load(ctx); err != nil {
		return nil, err
	}
	t.register(d)
	t.want(d.leaseName())
	return d, nil
}

func (d *Destination) leaseName() string { return leaseOfDestination + d.name }

// load takes up the destination where it was left, maybe by another process.
func (d *Destination) load(ctx context.Context) error {
	cursor, _, err := d.tracker.settings.DB.Cursor(ctx, d.name)
	if err != nil {
		return fmt.Errorf("read the cursor of %s: %w", d.name, err)
	}
	d.read, d.cursor, d.saved = nil, cursor, cursor
	d.tracker.mu.Lock()
	defer d.tracker.mu.Unlock()
	d.status.Cursor = cursor
	return nil
}

// hold says whether this process is the one that delivers. When it has just become that, the
// destination is taken up anew.
func (d *Destination) hold(ctx context.Context) (bool, error) {
	lease, held := d.tracker.holds(d.leaseName())
	if !held || lease == d.lease {
		return held, nil
	}
	if err := d.load(ctx); err != nil {
		return false, err
	}
	d.lease = lease
	return true, nil
}

// Next returns the next entry that the destination wants. It waits for one until ctx is done, and as
// long as another process delivers to the destination.
func (d *Destination) Next(ctx context.Context) (*outbox.Entry, error) {
	for {
		grown := d.tracker.outboxGrown()
		held, err := d.hold(ctx)
		if err != nil {
			return nil, err
		}
		if held {
			e, err := d.next(ctx)
			if e != nil || err != nil {
				return e, err
			}
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// next returns the next entry of the outbox that the destination wants, nil when there is none.
func (d *Destination) next(ctx context.Context) (*outbox.Entry, error) {
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
		entries, err := d.tracker.settings.DB.Changes(ctx, d.cursor, readAtOnce)
		if err != nil {
			return nil, fmt.Errorf("read the outbox for %s: %w", d.name, err)
		}
		if d.read = entries; len(entries) == 0 {
			return nil, nil
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

// Save writes the cursor. When another process has taken over, it goes on from where the cursor was, and
// what was delivered since is delivered again under the same ids.
func (d *Destination) Save(ctx context.Context, now time.Time) error {
	if d.cursor == d.saved {
		return nil
	}
	err := d.tracker.settings.DB.SaveCursor(ctx, d.name, d.cursor, now, d.lease)
	if errors.Is(err, store.ErrLeaseLost) {
		d.leave()
		return nil
	}
	if err != nil {
		return fmt.Errorf("save the cursor of %s: %w", d.name, err)
	}
	d.saved, d.savedAt = d.cursor, now
	return nil
}

// leave forgets all about the outbox until the destination is this process' again.
func (d *Destination) leave() {
	d.read, d.lease, d.saved = nil, store.Lease{}, d.cursor
	d.tracker.lost(d.leaseName())
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
	err := d.tracker.settings.DB.Refuse(ctx, d.name, refusal, d.lease)
	if errors.Is(err, store.ErrLeaseLost) {
		d.leave() // the other one will find out
		return nil
	}
	if err != nil {
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
