package issuesreceiver

import (
	"context"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/receiverhelper"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension"
	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
	"github.com/tidemark-otel/tidemark/receivers/issuesreceiver/internal/metadata"
)

// issues delivers changes to one pipeline, one after the other.
type issues struct {
	tracker   *issuetrackerextension.Tracker // from Start on
	set       receiver.Settings
	config    *Config
	next      consumer.Logs
	telemetry *metadata.TelemetryBuilder
	report    *receiverhelper.ObsReport

	stop    context.CancelFunc
	stopped chan struct{}
}

func newIssues(set receiver.Settings, config *Config, next consumer.Logs) (*issues, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	report, err := receiverhelper.NewObsReport(receiverhelper.ObsReportSettings{
		ReceiverID: set.ID, Transport: "outbox", ReceiverCreateSettings: set,
	})
	if err != nil {
		return nil, err
	}
	return &issues{set: set, config: config, next: next, telemetry: telemetry, report: report}, nil
}

// Start opens the cursor and begins to deliver.
func (r *issues) Start(ctx context.Context, host component.Host) error {
	tracker, err := issuetrackerextension.Find(host, r.config.Tracker)
	if err != nil {
		return err
	}
	destination, err := tracker.Destination(ctx, r.set.ID.String(), engine.Start(r.config.Start), r.config.filter())
	if err != nil {
		return err
	}
	r.tracker = tracker
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	r.stop, r.stopped = stop, make(chan struct{})
	go r.run(running, destination)
	return nil
}

// Shutdown ends the delivery. What was not delivered stays in the outbox.
func (r *issues) Shutdown(ctx context.Context) error {
	defer r.telemetry.Shutdown()
	if r.stop == nil {
		return nil
	}
	r.stop()
	r.stop = nil
	select {
	case <-r.stopped:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run delivers until ctx is done, and saves the cursor at the end.
func (r *issues) run(ctx context.Context, d *engine.Destination) {
	defer close(r.stopped)
	again := r.backOff()
	for ctx.Err() == nil {
		entry, err := d.Next(ctx)
		if err == nil {
			err = r.deliver(ctx, d, entry)
		}
		if err == nil {
			again.Reset()
			continue
		}
		if ctx.Err() == nil {
			r.set.Logger.Warn("An issue change is not delivered yet, it will be tried again", zap.Error(err))
			wait(ctx, again.NextBackOff())
		}
	}
	saving, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := d.Save(saving, r.tracker.Time()); err != nil {
		r.set.Logger.Warn("The cursor is not saved: the last changes will be sent again, under the same ids", zap.Error(err))
	}
}

// deliver hands one change to the pipeline until it is taken or refused for good.
func (r *issues) deliver(ctx context.Context, d *engine.Destination, entry *outbox.Entry) error {
	doc, err := event.Unmarshal(entry.Body)
	if err != nil {
		return r.refused(ctx, d, entry, string(delivery.ReasonMalformed), err)
	}
	again := r.backOff()
	failed := func(err error) { d.Failed(r.tracker.Time(), delivery.Said(err)) }
	for {
		err := r.send(ctx, &doc, failed)
		if err == nil {
			return r.delivered(ctx, d, entry)
		}
		if reason, ok := delivery.RefusedForGood(err, consumererror.IsPermanent); ok {
			return r.refused(ctx, d, entry, string(reason), delivery.Said(err))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		failed(err)
		r.telemetry.ReceiverIssuesRetries.Add(ctx, 1, r.attributes())
		if !wait(ctx, max(again.NextBackOff(), delivery.After(err))) {
			return ctx.Err()
		}
	}
}

// send makes one attempt. failed is told of those that an exporter behind it makes again by itself.
func (r *issues) send(ctx context.Context, doc *event.Document, failed func(error)) error {
	logs, err := otlp.EncodeChange(doc, time.Now())
	if err != nil {
		return consumererror.NewPermanent(malformed(err))
	}
	observed := delivery.WithWatch(r.report.StartLogsOp(ctx), failed)
	err = r.next.ConsumeLogs(observed, logs)
	r.report.EndLogsOp(observed, metadata.Type.String(), 1, err)
	return err
}

// delivered moves on behind a change that was taken.
func (r *issues) delivered(ctx context.Context, d *engine.Destination, entry *outbox.Entry) error {
	now, since := r.tracker.Time(), entry.ReceivedAt
	if since.IsZero() {
		since = entry.At
	}
	r.telemetry.ReceiverIssuesChanges.Add(ctx, 1, r.attributes(attribute.String("result", "delivered")))
	r.telemetry.ReceiverIssuesDelay.Record(ctx, now.Sub(since).Seconds(), r.attributes(attribute.String("change", string(entry.Kind))))
	return d.Done(ctx, now)
}

// refused passes over a change that no retry would deliver, and keeps it for people.
func (r *issues) refused(ctx context.Context, d *engine.Destination, entry *outbox.Entry, reason string, why error) error {
	if err := d.Refuse(ctx, r.tracker.Time(), reason, why); err != nil {
		return fmt.Errorf("pass over %s: %w", entry.ChangeID, err)
	}
	// A warning: a stack of Go functions, which errors are logged with, says nothing about a destination.
	r.set.Logger.Warn("An issue change was refused and is passed over; `tidemark outbox show` lists such changes",
		zap.String("change", entry.ChangeID), zap.String("reason", reason), zap.Error(why))
	r.telemetry.ReceiverIssuesChanges.Add(ctx, 1, r.attributes(attribute.String("result", "refused")))
	r.telemetry.ReceiverIssuesRefused.Add(ctx, 1, r.attributes(attribute.String("reason", reason)))
	return nil
}

func malformed(err error) error {
	return &delivery.Error{Class: delivery.Refused, Reason: delivery.ReasonMalformed, Err: err}
}

// attributes are those of a measurement about this destination.
func (r *issues) attributes(more ...attribute.KeyValue) metric.MeasurementOption {
	return metric.WithAttributeSet(attribute.NewSet(append(more, attribute.String("destination", r.set.ID.String()))...))
}

// backOff returns the waits between tries, as configured.
func (r *issues) backOff() *backoff.ExponentialBackOff {
	c := r.config.Retry
	return &backoff.ExponentialBackOff{
		InitialInterval: c.InitialInterval, RandomizationFactor: c.RandomizationFactor,
		Multiplier: c.Multiplier, MaxInterval: c.MaxInterval,
	}
}

// wait returns false when ctx was done first.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
