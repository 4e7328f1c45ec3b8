package template

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"strings"
	"text/template"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// MaxBytes is the largest body that a template may make.
const MaxBytes = 1 << 20

// Template makes bodies of documents. Safe for concurrent use.
type Template struct {
	parsed *template.Template
	json   bool
}

// Parse reads a template and tries it on samples of every shape of document, so that its faults are
// found before the first change. The error names the line. What is made for a JSON content type must be JSON.
func Parse(text, contentType string) (*Template, error) {
	parsed, err := template.New("body").Funcs(functions).Parse(text)
	if err != nil {
		return nil, err
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, fmt.Errorf("the content type: %w", err)
	}
	t := &Template{parsed: parsed, json: media == "application/json" || strings.HasSuffix(media, "+json")}
	for _, s := range samples() {
		if _, err := t.Execute(&s.doc); err != nil {
			return nil, fmt.Errorf("tried on %s: %w", s.name, err)
		}
	}
	return t, nil
}

// Execute returns the body that a change makes. The same change makes the same bytes.
func (t *Template) Execute(doc *event.Document) ([]byte, error) {
	var out limited
	if err := t.parsed.Execute(&out, doc); err != nil {
		return nil, err
	}
	data := out.Bytes()
	if t.json && !json.Valid(data) {
		return nil, notJSON(data)
	}
	return data, nil
}

// notJSON says where a body stops being JSON.
func notJSON(data []byte) error {
	var any json.RawMessage
	err := json.Unmarshal(data, &any)
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return fmt.Errorf("the body is not JSON: %w", err)
	}
	line := 1 + bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n"))
	return fmt.Errorf("line %d of the body that it makes is not JSON: %w; write values as {{ json .Issue.Title }}, which adds the quotes", line, err)
}

// limited is a buffer that ends a template that writes too much.
type limited struct{ bytes.Buffer }

func (l *limited) Write(data []byte) (int, error) {
	if l.Len()+len(data) > MaxBytes {
		return 0, fmt.Errorf("the body is larger than %d bytes", MaxBytes)
	}
	return l.Buffer.Write(data)
}
