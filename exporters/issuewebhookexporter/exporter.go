package issuewebhookexporter

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

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
	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
)

// Why nothing was sent, beside delivery.Refusals.
const (
	reasonDisabled   = "disabled"
	reasonNotAnIssue = "not_an_issue"
	reasonUnsent     = "unsent"
	// reasonStorage is why a change is tried again: it was folded and could not be kept.
	reasonStorage = "storage"
)

// sender brings changes to a receiver, one after the other.
type sender interface {
	// send returns nil when the change needs no more sending; its error is a *delivery.Error.
	send(ctx context.Context, doc *event.Document) error
	// stop may be called twice.
	stop(ctx context.Context) error
}

// webhookExporter sends one change after the other.
type webhookExporter struct {
	config    *Config
	id        component.ID
	userAgent string
	logger    *zap.Logger
	telemetry *metadata.TelemetryBuilder
	proxy     *url.URL
	host      string // of the URL, for people: the rest of it may be a secret
	client    *http.Client
	sender    sender // nil: off
}

func newExporter(cfg *Config, set exporter.Settings) (*webhookExporter, error) {
	e := &webhookExporter{config: cfg, id: set.ID, userAgent: "tidemark/" + set.BuildInfo.Version, logger: set.Logger}
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
	address := string(cfg.URL)
	if cfg.Slack.Token != "" {
		address = cfg.Slack.APIURL
	}
	if u, err := url.Parse(address); err == nil {
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

func (e *webhookExporter) start(ctx context.Context, host component.Host) error {
	tls, err := e.config.TLS.LoadTLSConfig(ctx)
	if err != nil {
		return fmt.Errorf("tls: %w", err)
	}
	e.client = delivery.NewClient(delivery.ClientSettings{Timeout: e.config.Timeout, TLS: tls, Proxy: e.proxy})
	e.sender, err = e.newSender(ctx, host)
	return err
}

// newSender returns what sends the configured kind, nil when there is nowhere to send to.
func (e *webhookExporter) newSender(ctx context.Context, host component.Host) (sender, error) {
	switch {
	case e.config.URL == "" && e.config.Slack.Token == "":
		e.logger.Info("No url is configured: issues are not sent, and counted as disabled.")
		return nil, nil
	case e.config.Kind.chat():
		c, err := startChat(ctx, e, host)
		if err != nil {
			return nil, err
		}
		return c, nil
	default:
		s, err := newSingle(e)
		if err != nil {
			return nil, err
		}
		return s, nil
	}
}

func (e *webhookExporter) shutdown(ctx context.Context) error {
	var err error
	if e.sender != nil {
		err = e.sender.stop(ctx)
	}
	if e.client != nil {
		e.client.CloseIdleConnections()
	}
	e.telemetry.Shutdown()
	return err
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
	delivery.Failed(ctx, stopped)
	var failure *delivery.Error
	if errors.As(stopped, &failure) && failure.After > 0 {
		e.rateLimited(ctx, failure)
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
	if e.sender == nil {
		e.drop(ctx, reasonDisabled)
		return nil
	}
	doc, err := otlp.DecodeChange(lr)
	if err != nil {
		return &delivery.Error{Class: delivery.Refused, Reason: delivery.ReasonMalformed, Err: err}
	}
	if err := e.sender.send(ctx, &doc); err != nil {
		return fmt.Errorf("send the change %s to %s: %w", doc.Change.ID, e.host, err)
	}
	return nil
}

func (e *webhookExporter) drop(ctx context.Context, reason string) {
	e.telemetry.ExporterIssueWebhookChangesDropped.Add(ctx, 1,
		metric.WithAttributeSet(attribute.NewSet(attribute.String("reason", reason))))
}

// rateLimited counts how long changes are held because the receiver asked for it.
func (e *webhookExporter) rateLimited(ctx context.Context, failure *delivery.Error) {
	if failure.After > 0 {
		e.telemetry.ExporterIssueWebhookRateLimitedTime.Add(ctx, failure.After.Seconds())
	}
}
