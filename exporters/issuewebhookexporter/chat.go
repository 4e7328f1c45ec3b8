package issuewebhookexporter

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/fold"
)

// chat sends each change as a message for people, or folds it when there were too many.
//
// A change is acknowledged when the service has it, or when it is folded and the fold is in the storage,
// from where it is sent after a restart. Without a storage a fold is in memory: a kill loses what was
// folded since the fold message before it, a minute's worth, and a stop sends it first. While a fold
// message is not taken, nothing is folded: changes wait in the outbox.
type chat struct {
	exporter *webhookExporter
	service  service
	kept     *kept

	mu     sync.Mutex // one request at a time, so that messages are in order
	folder fold.Folder
	memory fold.Memory
	// failing is why the last fold message was not taken, nil when it was; the next try is not before.
	failing   *delivery.Error
	notBefore time.Time
	stopped   bool

	wake   chan struct{} // something was folded
	cancel context.CancelFunc
	done   chan struct{}
}

// startChat reads what was kept and begins to send folds when they are due.
func startChat(ctx context.Context, e *webhookExporter, host component.Host) (*chat, error) {
	c := &chat{exporter: e, service: newService(e.config), wake: make(chan struct{}, 1), done: make(chan struct{})}
	c.folder.Edits = c.service.edits()
	var err error
	if c.kept, err = openKept(ctx, host, e); err != nil {
		return nil, err
	}
	if c.folder.State, c.memory, err = c.kept.load(ctx); err != nil {
		e.logger.Error("What was kept cannot be read: folded changes that waited are not sent.", zap.Error(err))
	}
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	c.cancel = cancel
	go c.run(running)
	return c, nil
}

// send tells of one change, or folds it.
func (c *chat) send(ctx context.Context, doc *event.Document) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped { // what is folded now would be lost
		return &delivery.Error{Class: delivery.Retry, Reason: delivery.ReasonNetwork, Err: errors.New("the exporter is shut down")}
	}
	if c.memory.Told(doc) {
		return nil // before a restart, and not acknowledged then
	}
	sent, _ := c.memory.Sent(doc.Issue.ID)
	if c.folder.Alone(doc.Issue.ID, time.Now()) {
		return c.tell(ctx, doc, sent)
	}
	if c.failing != nil {
		err := fmt.Errorf("the message about those before it is not sent: %w", c.failing)
		return &delivery.Error{Class: delivery.Retry, Reason: c.failing.Reason, Err: err}
	}
	added := c.folder.Add(doc, time.Now())
	if err := c.kept.save(ctx, &c.folder.State, nil); err != nil {
		return &delivery.Error{Class: delivery.Retry, Reason: reasonStorage, Err: err}
	}
	if added {
		c.exporter.telemetry.ExporterIssueWebhookChangesFolded.Add(ctx, 1)
	}
	select {
	case c.wake <- struct{}{}:
	default:
	}
	return nil
}

// tell sends one change as a message of its own, or edits or answers the message about its issue.
func (c *chat) tell(ctx context.Context, doc *event.Document, sent fold.Sent) error {
	for {
		request, keep, err := c.service.change(doc, sent.ID)
		if err != nil {
			return &delivery.Error{Class: delivery.Refused, Reason: delivery.ReasonMalformed, Err: err}
		}
		answer, err := c.exporter.do(ctx, request)
		if err != nil {
			return err
		}
		now := time.Now()
		id, lost, failure := c.service.read(answer, now)
		switch {
		case failure == nil:
			if keep != "" {
				id = keep
			}
			c.told(ctx, doc, id, now)
			return nil
		case !lost || sent.ID == "":
			return failure
		}
		c.memory.Forget(doc.Issue.ID)
		sent = fold.Sent{}
	}
}

// told notes that the service has a change. That it cannot be kept is no reason to send it again.
func (c *chat) told(ctx context.Context, doc *event.Document, id string, now time.Time) {
	c.exporter.telemetry.ExporterIssueWebhookEventsSent.Add(ctx, 1)
	c.folder.Sent(now)
	c.memory.Remember(fold.Sent{Issue: doc.Issue.ID, ID: id, Version: doc.Change.Version, At: doc.Change.At})
	c.warn(c.kept.save(ctx, &c.folder.State, &c.memory))
}

// run sends folds when they are due, until ctx is done.
func (c *chat) run(ctx context.Context) {
	defer close(c.done)
	for {
		var timer <-chan time.Time
		if due, waits := c.due(); waits {
			timer = time.After(time.Until(due))
		}
		select {
		case <-ctx.Done():
			return
		case <-c.wake:
		case <-timer:
			c.mu.Lock()
			c.flush(ctx)
			c.mu.Unlock()
		}
	}
}

// due says when the next fold message has to be sent.
func (c *chat) due() (due time.Time, waits bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	due, waits = c.folder.Due(time.Now())
	if due.Before(c.notBefore) {
		due = c.notBefore
	}
	return due, waits
}

// flush sends or edits the fold. What comes of it stands in failing and in the folder.
func (c *chat) flush(ctx context.Context) {
	c.failing = nil
	content, edit := c.folder.Message(time.Now())
	request, err := c.service.fold(&content, edit)
	var answer delivery.Answer
	if err == nil {
		answer, err = c.exporter.do(ctx, request)
	}
	now := time.Now()
	if err != nil {
		c.failed(ctx, err, now)
		return
	}
	id, lost, failure := c.service.read(answer, now)
	switch {
	case failure == nil:
		if edit != "" {
			id = edit
		}
		c.folder.Told(id, edit != "", now)
		c.exporter.telemetry.ExporterIssueWebhookFoldsSent.Add(ctx, 1)
	case lost && edit != "":
		c.folder.Lost()
	default:
		c.failed(ctx, failure, now)
	}
	c.warn(c.kept.save(ctx, &c.folder.State, nil))
}

// failed decides between another try and none.
func (c *chat) failed(ctx context.Context, err error, now time.Time) {
	var failure *delivery.Error
	if !errors.As(err, &failure) {
		failure = &delivery.Error{Class: delivery.Refused, Reason: delivery.ReasonMalformed, Err: err}
	}
	if failure.Class == delivery.Refused {
		c.drop(ctx, string(failure.Reason), failure)
		return
	}
	wait := max(failure.After, fold.Every)
	c.failing, c.notBefore = failure, now.Add(wait)
	c.exporter.rateLimited(ctx, failure)
	if ctx.Err() == nil {
		c.exporter.logger.Warn("The message about several changes is not sent yet, it will be tried again.", zap.Duration("after", wait), zap.Error(failure))
	}
}

// drop gives up what waits.
func (c *chat) drop(ctx context.Context, reason string, why error) {
	n := c.folder.Drop()
	c.exporter.telemetry.ExporterIssueWebhookChangesDropped.Add(ctx, int64(n),
		metric.WithAttributeSet(attribute.NewSet(attribute.String("reason", reason))))
	c.exporter.logger.Error("The message about several changes is not sent, they are dropped.", zap.Int("changes", n), zap.Error(why))
}

func (c *chat) warn(err error) {
	if err != nil {
		c.exporter.logger.Warn("What was sent cannot be kept: after a restart it may be sent again.", zap.Error(err))
	}
}

// leftAlone says whether the service asked for a time in which nothing is sent.
func (c *chat) leftAlone(now time.Time) bool {
	return c.failing != nil && c.failing.After > 0 && now.Before(c.notBefore)
}

// stop ends the sending of folds. What waits stays in the storage; without one it is sent now, however
// short the time since the fold message before.
func (c *chat) stop(ctx context.Context) error {
	c.cancel()
	select {
	case <-c.done:
	case <-ctx.Done():
		return ctx.Err()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return nil
	}
	c.stopped = true
	if !c.kept.durable() && c.folder.State.Waiting > 0 {
		if !c.leftAlone(time.Now()) {
			c.flush(ctx)
		}
		if c.folder.State.Waiting > 0 {
			c.drop(ctx, reasonUnsent, c.failing)
		}
	}
	return c.kept.close(ctx)
}
