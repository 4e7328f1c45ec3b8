package collectortest

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// Fault is a way in which a Backend fails.
type Fault string

// The faults. Each replaces the server, so that no connection from before is left.
const (
	Healthy         Fault = "healthy"
	Refuses         Fault = "nobody listens"
	Hangs           Fault = "requests are read and never answered"
	HalfCloses      Fault = "the connection is closed in the middle of the headers"
	BreaksOff       Fault = "503, and the connection is closed in the middle of the body"
	UnknownCA       Fault = "the certificate is of an authority that nobody knows"
	RateLimits      Fault = "429"
	RateLimitsAfter Fault = "429 with Retry-After"
	RateLimitsKinds Fault = "429 with X-Sentry-Rate-Limits"
	BadRequest      Fault = "400"
	TooLarge        Fault = "413"
	Fails           Fault = "500"
	Overloaded      Fault = "503"
)

// Backend is an HTTPS server for envelopes and webhooks that fails as it is told, always on the same
// address. It keeps what it accepted.
type Backend struct {
	URL    string // https://localhost:port
	CAFile string // in PEM

	t            testing.TB
	address      string
	known, other tls.Certificate
	server       *http.Server
	release      func() // gives up the port while nobody listens

	mu       sync.Mutex
	attempts int
	accepted []Delivery
}

// NewBackend starts a healthy backend that lives as long as the test.
func NewBackend(t testing.TB) *Backend {
	t.Helper()
	b := &Backend{t: t, address: FreeAddress(t), CAFile: filepath.Join(t.TempDir(), "ca.pem")}
	_, port, _ := net.SplitHostPort(b.address)
	b.URL = "https://localhost:" + port
	ca := NewAuthority(t)
	if err := os.WriteFile(b.CAFile, ca.PEM, 0o600); err != nil {
		t.Fatal(err)
	}
	b.known, b.other = ca.Certificate(t, "localhost"), NewAuthority(t).Certificate(t, "localhost")
	b.Become(Healthy)
	t.Cleanup(b.close)
	return b
}

// close cuts all connections and gives up the port.
func (b *Backend) close() {
	if b.server != nil {
		_ = b.server.Close()
		b.server = nil
	}
	if b.release != nil {
		b.release()
		b.release = nil
	}
}

// Become changes what the backend does, and cuts all its connections.
func (b *Backend) Become(fault Fault) {
	b.t.Helper()
	b.close()
	if fault == Refuses {
		b.release = reserve(b.t, b.address)
		return
	}
	certificate := b.known
	if fault == UnknownCA {
		certificate = b.other
	}
	var listener net.Listener
	Eventually(b.t, 10*time.Second, "the port is free again", func() (err error) {
		listener, err = (&net.ListenConfig{}).Listen(context.Background(), "tcp", b.address)
		return err
	})
	b.server = &http.Server{
		Handler:     b.handler(fault),
		TLSConfig:   &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"http/1.1"}},
		ReadTimeout: time.Minute,
		ErrorLog:    log.New(io.Discard, "", 0),
	}
	go func(s *http.Server) { _ = s.ServeTLS(listener, "", "") }(b.server)
}

// handler reads a request and answers as the fault wants it.
func (b *Backend) handler(fault Fault) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d, err := readDelivery(r)
		b.mu.Lock()
		defer b.mu.Unlock()
		b.attempts++
		switch {
		case err != nil:
			http.Error(w, err.Error(), http.StatusBadRequest)
		case fault == Healthy:
			b.accepted = append(b.accepted, d)
		case fault == Hangs:
			b.mu.Unlock()
			<-r.Context().Done()
			b.mu.Lock()
		default:
			answer(w, fault)
		}
	})
}

// answer fails in a way that needs no waiting.
func answer(w http.ResponseWriter, fault Fault) {
	switch fault {
	case HalfCloses, BreaksOff:
		text := "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 100\r\n"
		if fault == BreaksOff {
			text += "\r\nsorry, "
		}
		conn, out, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = out.WriteString(text)
		_ = out.Flush()
		_ = conn.Close()
	case RateLimitsAfter:
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
	case RateLimitsKinds:
		w.Header().Set("X-Sentry-Rate-Limits", "1:error:organization")
		w.WriteHeader(http.StatusTooManyRequests)
	default:
		w.WriteHeader(map[Fault]int{
			RateLimits: http.StatusTooManyRequests, BadRequest: http.StatusBadRequest, TooLarge: http.StatusRequestEntityTooLarge,
			Fails: http.StatusInternalServerError, Overloaded: http.StatusServiceUnavailable,
		}[fault])
	}
}

func readDelivery(r *http.Request) (Delivery, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return Delivery{}, err
	}
	d := Delivery{At: time.Now(), Header: r.Header.Clone(), Body: body}
	if r.Header.Get("Content-Encoding") == "gzip" {
		unzip, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return Delivery{}, err
		}
		if d.Body, err = io.ReadAll(unzip); err != nil {
			return Delivery{}, err
		}
	}
	var cloudEvent struct {
		Data event.Document `json:"data"`
	}
	if json.Unmarshal(body, &cloudEvent) == nil {
		d.Document = cloudEvent.Data
	}
	return d, nil
}

// Accepted returns all that was accepted so far, in the order of arrival.
func (b *Backend) Accepted() []Delivery {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Delivery(nil), b.accepted...)
}

// Attempts returns how many requests were read so far, answered or not.
func (b *Backend) Attempts() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.attempts
}

// SentryEvent returns the event of an accepted envelope.
func (d *Delivery) SentryEvent() (event map[string]any, err error) {
	lines := bytes.SplitN(d.Body, []byte("\n"), 3)
	if len(lines) != 3 {
		return nil, fmt.Errorf("an envelope of %d lines", len(lines))
	}
	return event, json.Unmarshal(bytes.TrimSpace(lines[2]), &event)
}
