package issuewebhookexporter

import (
	"context"
	"net/http"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/cloudevents"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/template"
)

// single sends each change in one request: kinds cloudevents and template.
type single struct {
	exporter *webhookExporter
	template *template.Template // nil for CloudEvents
}

func (s *single) send(ctx context.Context, doc *event.Document) error {
	body, contentType, err := s.encode(doc)
	if err != nil {
		return &delivery.Error{Class: delivery.Refused, Reason: delivery.ReasonMalformed, Err: err}
	}
	config := s.exporter.config
	headers := map[string]string{cloudevents.IdempotencyKeyHeader: doc.Change.ID}
	if config.Secret != "" {
		headers[cloudevents.SignatureHeader] = cloudevents.Sign(string(config.Secret), body, time.Now())
	}
	err = s.exporter.ok(ctx, call{http.MethodPost, string(config.URL), contentType, headers, body})
	if err == nil {
		s.exporter.telemetry.ExporterIssueWebhookEventsSent.Add(ctx, 1)
	}
	return err
}

func (s *single) encode(doc *event.Document) (body []byte, contentType string, err error) {
	if s.template == nil {
		body, err = cloudevents.Encode(doc, s.exporter.config.Source)
		return body, cloudevents.ContentType, err
	}
	body, err = s.template.Execute(doc)
	return body, s.exporter.config.Template.ContentType, err
}

// stop has nothing to keep: a change that was not answered is not acknowledged.
func (s *single) stop(context.Context) error { return nil }
