package collectortest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// Delivery is one request that a Sink accepted.
type Delivery struct {
	At     time.Time
	Header http.Header
	Body   []byte
	// Document is the issue document of a webhook's request.
	Document event.Document
}

// Sink is an HTTP server that keeps what it gets.
type Sink struct {
	URL string

	mu         sync.Mutex
	deliveries []Delivery
}

// NewSink starts a sink for webhooks that lives as long as the test.
func NewSink(t testing.TB) *Sink {
	t.Helper()
	s := &Sink{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		d := Delivery{At: time.Now(), Header: r.Header.Clone(), Body: body}
		var cloudEvent struct {
			Data event.Document `json:"data"`
		}
		if err := json.Unmarshal(body, &cloudEvent); err == nil {
			d.Document = cloudEvent.Data
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.deliveries = append(s.deliveries, d)
	}))
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Deliveries returns all so far, in the order of arrival.
func (s *Sink) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Delivery(nil), s.deliveries...)
}
