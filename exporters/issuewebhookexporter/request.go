package issuewebhookexporter

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
)

// call is one request, before what all requests have.
type call struct {
	method, url, contentType string
	headers                  map[string]string
	body                     []byte
}

// maxAnswer is how much of an answer is read: chat services repeat the message in it.
const maxAnswer = 256 << 10

// do makes one request. The error is a *delivery.Error.
func (e *webhookExporter) do(ctx context.Context, c call) (delivery.Answer, error) {
	req, err := http.NewRequestWithContext(ctx, c.method, c.url, bytes.NewReader(c.body))
	if err != nil { // the error of net/http would repeat the URL
		err = errors.New("the url is not valid")
		return delivery.Answer{}, &delivery.Error{Class: delivery.Refused, Reason: delivery.ReasonBadRequest, Err: err}
	}
	req.Header.Set("User-Agent", e.userAgent)
	for name, value := range e.config.Headers.Iter {
		req.Header.Set(name, string(value))
	}
	req.Header.Set("Content-Type", c.contentType)
	for name, value := range c.headers {
		req.Header.Set(name, value)
	}
	return delivery.SendKeeping(e.client, req, maxAnswer)
}

// ok makes a request whose answer is its status.
func (e *webhookExporter) ok(ctx context.Context, c call) error {
	answer, err := e.do(ctx, c)
	if err != nil {
		return err
	}
	if failure := answer.Err(time.Now()); failure != nil {
		return failure
	}
	return nil
}
