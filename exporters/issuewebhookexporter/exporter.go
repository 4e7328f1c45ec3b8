package issuewebhookexporter

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/exporters/issuewebhookexporter/internal/metadata"
	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/cloudevents"
)

// Why nothing was sent, beside delivery.Refusals.
const (
	reasonDisabled   = "disabled"
	reasonNotAnIssue = "not_an_issue"
	reasonMalformed  = "malformed"
)

// webhookExporter sends one change after the other, each in one request.
type webhookExporter struct {
	config    *Config
	userAgent string
	logger    *zap.Logger
	telemetry *metadata.TelemetryBuilder
	proxy     *url.URL
	host      string // of the URL, for people: the rest of it may be a secret
	client    *http.Client
}

func newExporter(cfg *Config, set exporter.Settings) (*webhookExporter, error) {
	e := &webhookExporter{config: cfg, userAgent: "tidemark/" + set.BuildInfo.Version, logger: set.Logger}
	var err error
	if e.telemetry, err = metadata.NewTelemetryBuilder(set.TelemetrySettings); err != nil {
		return nil, err
	}
	if e.proxy, err = delivery.ParseProxy(string(cfg.ProxyURL)); err != nil {
		return nil, fmt.Errorf("proxy_url: %w", err)
	}
	if err := validateURL(string(cfg.URL)); err != nil {
		return nil, fmt.Errorf("url: %w", err)
	}
	if u, err := url.Parse(string(cfg.URL)); err == nil {
		e.host = u.Host
	}
	return e, nil
}

// logs puts retries around the exporter. There is no queue: the outbox of the tracker is one, and nil
// has to mean that the receiver answered. The time limit is that of one request, not of a batch.
func (e *webhookExporter) logs(ctx context.Context, set exporter.Settings) (exporter.Logs, error) {
	return exporterhelper.NewLogs(ctx, set, e.config, e.push,
		exporterhelper.WithStart(e.start),
		exporterhelper.WithShutdown(e.shutdown),
		exporterhelper.WithTimeout(exporterhelper.TimeoutConfig{Timeout: 0}),
		exporterhelper.WithRetry(e.config.Retry))
}

func (e *webhookExporter) start(ctx context.Context, _ component.Host) error {
	tls, err := e.config.TLS.LoadTLSConfig(ctx)
	if err != nil {
		return fmt.Errorf("tls: %w", err)
	}
	e.client = delivery.NewClient(delivery.ClientSettings{Timeout: e.config.Timeout, TLS: tls, Proxy: e.proxy})
	if e.config.URL == "" {
		e.logger.Info("No url is configured: issues are not sent, and counted as disabled.")
	}
	return nil
}

func (e *webhookExporter) shutdown(context.Context) error {
	if e.client != nil {
		e.client.CloseIdleConnections()
	}
	e.telemetry.Shutdown()
	return nil
}

// push sends the changes of a batch in order. A change that has to wait holds up those after it, and
// only these are tried again.
func (e *webhookExporter) push(ctx context.Context, logs plog.Logs) error {
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
	var failure *delivery.Error
	if errors.As(stopped, &failure) && failure.After > 0 {
		e.telemetry.ExporterIssueWebhookRateLimitedTime.Add(ctx, failure.After.Seconds())
		stopped = exporterhelper.NewThrottleRetry(stopped, failure.After)
	}
	return consumererror.NewLogs(stopped, otlp.Rest(logs, done))
}

// send sends one record, or counts why it does not.
func (e *webhookExporter) send(ctx context.Context, lr plog.LogRecord) error {
	if !otlp.IsChange(lr) {
		e.drop(ctx, reasonNotAnIssue)
		return nil
	}
	if e.config.URL == "" {
		e.drop(ctx, reasonDisabled)
		return nil
	}
	doc, err := otlp.DecodeChange(lr)
	if err != nil {
		return &delivery.Error{Class: delivery.Refused, Reason: reasonMalformed, Err: err}
	}
	body, err := cloudevents.Encode(&doc, e.config.Source)
	if err != nil {
		return &delivery.Error{Class: delivery.Refused, Reason: reasonMalformed, Err: err}
	}
	if err := e.deliver(ctx, doc.Change.ID, body); err != nil {
		return fmt.Errorf("send the change %s to %s: %w", doc.Change.ID, e.host, err)
	}
	e.telemetry.ExporterIssueWebhookEventsSent.Add(ctx, 1)
	return nil
}

// deliver makes one request.
func (e *webhookExporter) deliver(ctx context.Context, changeID string, body []byte) error {
	req, err := e.newRequest(ctx, changeID, body, time.Now())
	if err != nil {
		return &delivery.Error{Class: delivery.Refused, Reason: delivery.ReasonBadRequest, Err: err}
	}
	answer, err := delivery.Send(e.client, req)
	if err != nil {
		return err
	}
	if failure := answer.Err(time.Now()); failure != nil {
		return failure
	}
	return nil
}

func (e *webhookExporter) drop(ctx context.Context, reason string) {
	e.telemetry.ExporterIssueWebhookChangesDropped.Add(ctx, 1,
		metric.WithAttributeSet(attribute.NewSet(attribute.String("reason", reason))))
}

// newRequest returns the request that carries an event, signed at the time of sending.
func (e *webhookExporter) newRequest(ctx context.Context, changeID string, body []byte, now time.Time) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, string(e.config.URL), bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("the url is not valid") // the error of net/http would repeat it
	}
	req.Header.Set("User-Agent", e.userAgent)
	for name, value := range e.config.Headers.Iter {
		req.Header.Set(name, string(value))
	}
	req.Header.Set("Content-Type", cloudevents.ContentType)
	req.Header.Set(cloudevents.IdempotencyKeyHeader, changeID)
	if e.config.Secret != "" {
		req.Header.Set(cloudevents.SignatureHeader, cloudevents.Sign(string(e.config.Secret), body, now))
	}
	return req, nil
}
