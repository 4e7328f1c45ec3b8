package issuewebhookexporter

import (
	"context"
	"net/http"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/cloudevents"
)

// single sends each change in one request, for a program to read: kinds cloudevents and template.
type single struct {
	exporter    *webhookExporter
	contentType string
	encode      func(*event.Document) ([]byte, error)
}

func newSingle(e *webhookExporter) (*single, error) {
	if e.config.Kind == KindTemplate {
		t, err := e.config.Template.parse()
		if err != nil {
			return nil, err
		}
		return &single{e, e.config.Template.ContentType, t.Execute}, nil
	}
	return &single{e, cloudevents.ContentType, func(doc *event.Document) ([]byte, error) {
		return cloudevents.Encode(doc, e.config.Source)
	}}, nil
}

func (s *single) send(ctx context.Context, doc *event.Document) error {
	body, err := s.encode(doc)
	if err != nil {
		return &delivery.Error{Class: delivery.Refused, Reason: delivery.ReasonMalformed, Err: err}
	}
	config := s.exporter.config
	headers := map[string]string{cloudevents.IdempotencyKeyHeader: doc.Change.ID}
	if config.Secret != "" {
		headers[cloudevents.SignatureHeader] = cloudevents.Sign(string(config.Secret), body, time.Now())
	}
	err = s.exporter.ok(ctx, call{http.MethodPost, string(config.URL), s.contentType, headers, body})
	if err == nil {
		s.exporter.telemetry.ExporterIssueWebhookEventsSent.Add(ctx, 1)
	}
	return err
}

// stop has nothing to keep: a change that was not answered is not acknowledged.
func (s *single) stop(context.Context) error { return nil }
