package sentryenvelopeexporter

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/exporters/sentryenvelopeexporter/internal/metadata"
	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
	"github.com/tidemark-otel/tidemark/internal/wire/sentry"
)

// Why nothing was sent, beside the reasons of sentry.Reason and delivery.Refusals.
const (
	reasonDisabled   = "disabled"
	reasonNotAnIssue = "not_an_issue"
)

// sentryExporter sends one change after the other, each as one envelope.
type sentryExporter struct {
	config    *Config
	version   string
	logger    *zap.Logger
	telemetry *metadata.TelemetryBuilder
	proxy     *url.URL
	routes    []route      // of Config.DSNs, in order
	fallback  *destination // of Config.DSN, nil when it is empty
	client    *http.Client // from Start on
}

// route sends a service, an environment or both to a destination, or nowhere when that is nil.
type route struct {
	service, environment string
	to                   *destination
}

// destination is a project of a backend, with the limits it has set.
type destination struct {
	dsn    sentry.DSN
	mu     sync.Mutex
	limits sentry.RateLimits
}

func newExporter(cfg *Config, set exporter.Settings) (*sentryExporter, error) {
	e := &sentryExporter{config: cfg, version: set.BuildInfo.Version, logger: set.Logger}
	var err error
	if e.telemetry, err = metadata.NewTelemetryBuilder(set.TelemetrySettings); err != nil {
		return nil, err
	}
	if e.proxy, err = delivery.ParseProxy(string(cfg.ProxyURL)); err != nil {
		return nil, fmt.Errorf("proxy_url: %w", err)
	}
	known := map[sentry.DSN]*destination{} // one set of limits per project
	if e.fallback, err = newDestination(cfg.DSN, known); err != nil {
		return nil, err
	}
	for _, r := range cfg.DSNs {
		to, err := newDestination(r.DSN, known)
		if err != nil {
			return nil, err
		}
		e.routes = append(e.routes, route{r.Service, r.Environment, to})
	}
	return e, nil
}

func newDestination(text configopaque.String, known map[sentry.DSN]*destination) (*destination, error) {
	if text == "" {
		return nil, nil
	}
	dsn, err := sentry.ParseDSN(string(text))
	if err != nil {
		return nil, err
	}
	if known[dsn] == nil {
		known[dsn] = &destination{dsn: dsn}
	}
	return known[dsn], nil
}

// logs puts retries around the exporter. There is no queue: the outbox of the tracker is one, and nil
// has to mean that the backend answered. The time limit is that of one request, not of a batch.
func (e *sentryExporter) logs(ctx context.Context, set exporter.Settings) (exporter.Logs, error) {
	return exporterhelper.NewLogs(ctx, set, e.config, e.push,
		exporterhelper.WithStart(e.start),
		exporterhelper.WithShutdown(e.shutdown),
		exporterhelper.WithTimeout(exporterhelper.TimeoutConfig{Timeout: 0}),
		exporterhelper.WithRetry(e.config.Retry))
}

func (e *sentryExporter) start(ctx context.Context, _ component.Host) error {
	tls, err := e.config.TLS.LoadTLSConfig(ctx)
	if err != nil {
		return fmt.Errorf("tls: %w", err)
	}
	e.client = delivery.NewClient(delivery.ClientSettings{Timeout: e.config.Timeout, TLS: tls, Proxy: e.proxy})
	if e.fallback == nil {
		e.logger.Info("No dsn is configured: issues that none of dsns fits are not sent, and counted as disabled.",
			zap.Int("dsns", len(e.routes)))
	}
	return nil
}

func (e *sentryExporter) shutdown(context.Context) error {
	if e.client != nil {
		e.client.CloseIdleConnections()
	}
	e.telemetry.Shutdown()
	return nil
}

// push sends the changes of a batch in order. A change that has to wait holds up those after it, and
// only these are tried again.
func (e *sentryExporter) push(ctx context.Context, logs plog.Logs) error {
	records := otlp.Records(logs)
	done, refused, stopped := delivery.InOrder(len(records), func(i int) error {
		err := e.send(ctx, records[i])
		var failure *delivery.Error
		if errors.As(err, &failure) && failure.Class == delivery.Refused {
			e.drop(ctx, string(failure.Reason))
		}
		return err
	})
	if stopped == nil {
		if refused != nil {
			return consumererror.NewPermanent(refused)
		}
		return nil
	}
	if refused != nil { // it cannot be returned beside an error that is worth another try
		e.logger.Error("Changes were refused and are dropped.", zap.Error(refused))
	}
	delivery.Failed(ctx, stopped)
	var failure *delivery.Error
	if errors.As(stopped, &failure) && failure.After > 0 {
		stopped = exporterhelper.NewThrottleRetry(stopped, failure.After)
	}
	return consumererror.NewLogs(stopped, otlp.Rest(logs, done))
}

// send sends one record, or counts why it does not.
func (e *sentryExporter) send(ctx context.Context, lr plog.LogRecord) error {
	if !otlp.IsChange(lr) {
		e.drop(ctx, reasonNotAnIssue)
		return nil
	}
	doc, err := otlp.DecodeChange(lr)
	if err != nil {
		return &delivery.Error{Class: delivery.Refused, Reason: delivery.ReasonMalformed, Err: err}
	}
	to := e.destination(doc.Issue.Service, doc.Issue.Environment)
	if to == nil {
		e.drop(ctx, reasonDisabled)
		return nil
	}
	event, reason := sentry.EventFromDocument(&doc, e.version)
	if reason != "" {
		e.drop(ctx, string(reason))
		return nil
	}
	if err := e.deliver(ctx, to, event); err != nil {
		return fmt.Errorf("send the change %s to %s: %w", doc.Change.ID, to.dsn, err)
	}
	return nil
}

// destination returns where the issues of a service in an environment go, nil for nowhere.
func (e *sentryExporter) destination(service, environment string) *destination {
	for _, r := range e.routes {
		if (r.service == "" || r.service == service) && (r.environment == "" || r.environment == environment) {
			return r.to
		}
	}
	return e.fallback
}

// deliver makes one request, unless the destination wants to be left alone.
func (e *sentryExporter) deliver(ctx context.Context, to *destination, event sentry.Event) error {
	now := time.Now()
	if wait := to.wait(now); wait > 0 {
		return e.hold(ctx, wait, fmt.Errorf("a rate limit holds for another %s", wait.Round(time.Second)))
	}
	body, truncated, err := sentry.Envelope(event, to.dsn, now)
	if err != nil {
		return &delivery.Error{Class: delivery.Refused, Reason: delivery.ReasonTooLarge, Err: err}
	}
	req, err := newRequest(ctx, to.dsn, e.version, body)
	if err != nil {
		return &delivery.Error{Class: delivery.Refused, Reason: delivery.ReasonBadRequest, Err: err}
	}
	answer, err := delivery.Send(e.client, req)
	if err != nil {
		return err
	}
	now = time.Now()
	to.update(answer, now)
	failure := answer.Err(now)
	switch {
	case failure == nil:
		e.telemetry.ExporterSentryEnvelopeEventsSent.Add(ctx, 1)
		if truncated {
			e.telemetry.ExporterSentryEnvelopeEventsTruncated.Add(ctx, 1)
		}
		return nil
	case failure.Reason == delivery.ReasonRateLimited:
		wait := to.wait(now)
		if wait == 0 { // a 429 that limits only what we have not sent
			wait = sentry.DefaultLimit
		}
		return e.hold(ctx, wait, failure)
	case failure.Class == delivery.Refused:
		if detail := sentry.Detail(answer.Body, to.dsn.Secrets()...); detail != "" {
			failure.Err = fmt.Errorf("%w: %s", failure.Err, detail)
		}
	}
	return failure
}

// hold returns the error that makes the retries wait. Nothing sleeps here: waiting ends with the
// context and with Shutdown.
func (e *sentryExporter) hold(ctx context.Context, wait time.Duration, why error) error {
	e.telemetry.ExporterSentryEnvelopeRateLimitedTime.Add(ctx, wait.Seconds())
	return &delivery.Error{Class: delivery.Retry, Reason: delivery.ReasonRateLimited, After: wait, Err: why}
}

func (e *sentryExporter) drop(ctx context.Context, reason string) {
	e.telemetry.ExporterSentryEnvelopeChangesDropped.Add(ctx, 1,
		metric.WithAttributeSet(attribute.NewSet(attribute.String("reason", reason))))
}

func (d *destination) wait(now time.Time) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.limits.Wait(sentry.CategoryError, now)
}

func (d *destination) update(answer delivery.Answer, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.limits.Update(answer.Status, answer.Header, now)
}

// newRequest returns the request that carries an envelope, compressed.
func newRequest(ctx context.Context, dsn sentry.DSN, version string, envelope []byte) (*http.Request, error) {
	var body bytes.Buffer
	zip := gzip.NewWriter(&body)
	if _, err := zip.Write(envelope); err != nil {
		return nil, fmt.Errorf("compress the envelope: %w", err)
	}
	if err := zip.Close(); err != nil {
		return nil, fmt.Errorf("compress the envelope: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, dsn.Endpoint(), &body)
	if err != nil {
		return nil, errors.New("the DSN makes no valid address") // the error of net/http would repeat it
	}
	client := sentry.SDKName + "/" + version
	req.Header.Set("Content-Type", sentry.ContentType)
	req.Header.Set("Content-Encoding", "gzip")
	req.Header.Set("User-Agent", client)
	req.Header.Set(sentry.AuthHeader, dsn.Auth(client))
	return req, nil
}
