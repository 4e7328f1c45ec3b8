package cloudevents

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

const (
	// ContentType of a CloudEvent in structured JSON mode.
	ContentType = "application/cloudevents+json; charset=utf-8"
	// TypePrefix begins every event type; the kind of change follows: dev.tidemark.issue.opened.
	TypePrefix = "dev.tidemark.issue."
	// schemaPrefix begins dataschema; the version of the document follows. Another version is another URI.
	schemaPrefix = "https://github.com/tidemark-otel/tidemark/blob/main/docs/issue-event.md#schema-"
	sourcePrefix = "/tidemark"

	specVersion     = "1.0"
	dataContentType = "application/json"
)

// cloudEvent has the attributes in the order of the specification.
type cloudEvent struct {
	SpecVersion     string          `json:"specversion"`
	ID              string          `json:"id"`
	Source          string          `json:"source"`
	Type            string          `json:"type"`
	Subject         string          `json:"subject"`
	Time            string          `json:"time"`
	DataContentType string          `json:"datacontenttype"`
	DataSchema      string          `json:"dataschema"`
	Data            json.RawMessage `json:"data"`
}

// Encode returns the bytes of the event. source is Source of the document's service when empty.
// The id is that of the change: source and id together name one change for ever, and the same
// change gives the same bytes.
func Encode(doc *event.Document, source string) ([]byte, error) {
	data, err := event.Marshal(*doc)
	if err != nil {
		return nil, err
	}
	if source == "" {
		source = Source(doc.Issue.ServiceNamespace, doc.Issue.Service)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err = encoder.Encode(cloudEvent{
		SpecVersion: specVersion, ID: doc.Change.ID, Source: source, Type: TypePrefix + doc.Change.Kind,
		Subject: doc.Issue.ID, Time: doc.Change.At.UTC().Format(time.RFC3339Nano),
		DataContentType: dataContentType, DataSchema: schemaPrefix + doc.SchemaVersion, Data: data,
	})
	if err != nil {
		return nil, fmt.Errorf("encode the change %s: %w", doc.Change.ID, err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// Source names where a change comes from: /tidemark/shop/checkout, or /tidemark/checkout for a
// service without namespace.
func Source(namespace, service string) string {
	parts := []string{sourcePrefix}
	if namespace != "" {
		parts = append(parts, url.PathEscape(namespace))
	}
	return strings.Join(append(parts, url.PathEscape(service)), "/")
}
