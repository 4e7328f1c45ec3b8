package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

// internalDetail tells a client no more than that: the cause is in the Collector's log.
const internalDetail = "the request failed inside the Collector, its log says why"

// route serves one path: the endpoint of the method, or a problem.
func (s *Settings) route(methods map[string]endpoint) http.Handler {
	allowed := slices.Sorted(maps.Keys(methods))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet // net/http leaves out the body
		}
		serve, ok := methods[method]
		switch {
		case len(methods) == 0:
			writeProblem(w, r, problem(http.StatusNotFound, "there is nothing at %s: the API is described in docs/api.md", r.URL.Path))
		case !ok:
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			writeProblem(w, r, problem(http.StatusMethodNotAllowed, "%s does not take %s: use %s", r.URL.Path, r.Method, strings.Join(allowed, " or ")))
		default:
			s.respond(w, r, serve)
		}
	})
}

func (s *Settings) respond(w http.ResponseWriter, r *http.Request, serve endpoint) {
	value, err := serve(r)
	var body []byte
	contentType := "application/json"
	if text, ok := value.(plainText); ok {
		w.Header().Set("Vary", "Accept")
		if prefersText(r) {
			contentType, body = "text/plain; charset=utf-8", []byte(text.PlainText())
		}
	}
	if err == nil && body == nil {
		body, err = encode(value)
	}
	if err != nil {
		p := classify(r, err)
		if p.Status == http.StatusInternalServerError {
			s.Logger.Error("A request to the API failed", zap.String("path", r.URL.Path), zap.Error(err))
		}
		if p.Status == http.StatusServiceUnavailable {
			w.Header().Set("Retry-After", "1")
		}
		writeProblem(w, r, p)
		return
	}
	write(w, http.StatusOK, contentType, body)
}

// classify says what an error means to the client.
func classify(r *http.Request, err error) *wire.Problem {
	var p *wire.Problem
	var tooLarge *http.MaxBytesError
	var conflict *issue.ConflictError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &conflict):
		return problem(http.StatusConflict, "%s", conflict)
	case errors.Is(err, issue.ErrInvalid):
		return problem(http.StatusBadRequest, "%s", err)
	case errors.Is(err, store.ErrNotFound):
		return problem(http.StatusNotFound, "no issue has the id %q", r.PathValue("id"))
	case errors.As(err, &tooLarge):
		return problem(http.StatusRequestEntityTooLarge, "the body is larger than %d bytes", tooLarge.Limit)
	case errors.Is(err, ErrUnavailable), errors.Is(err, store.ErrClosed):
		return problem(http.StatusServiceUnavailable, "%s", ErrUnavailable)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return problem(http.StatusServiceUnavailable, "the request was given up before it was answered")
	default:
		return problem(http.StatusInternalServerError, internalDetail)
	}
}

func problem(status int, format string, args ...any) *wire.Problem {
	return &wire.Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: fmt.Sprintf(format, args...)}
}

func badRequest(format string, args ...any) error {
	return problem(http.StatusBadRequest, format, args...)
}

func writeProblem(w http.ResponseWriter, r *http.Request, p *wire.Problem) {
	p.Instance = r.URL.EscapedPath()
	body, err := encode(p)
	if err != nil { // strings and a number: cannot fail
		body = nil
	}
	write(w, p.Status, wire.ProblemContentType, body)
}

// encode returns one line of JSON in which <, > and & stand as they are: it is not put into HTML.
func encode(value any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return nil, fmt.Errorf("encode the response: %w", err)
	}
	return b.Bytes(), nil
}

func write(w http.ResponseWriter, status int, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client is gone if this fails
}
