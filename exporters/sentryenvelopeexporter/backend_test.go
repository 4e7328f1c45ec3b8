package sentryenvelopeexporter

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/tidemark-otel/tidemark/internal/wire/sentry"
)

// backend takes envelopes and answers as the test says.
type backend struct {
	mu sync.Mutex
	// answer is asked with the number of the request, from one on. nil: 200.
	answer   func(n int, w http.ResponseWriter)
	requests int
	received []received
}

type received struct {
	project, change string
	header          http.Header
}

func (b *backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.requests++
	zip, err := gzip.NewReader(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusTeapot)
		return
	}
	body, err := io.ReadAll(zip)
	if err != nil {
		http.Error(w, err.Error(), http.StatusTeapot)
		return
	}
	if b.answer == nil {
		b.answer = func(int, http.ResponseWriter) {}
	}
	recorder := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
	b.answer(b.requests, recorder)
	if recorder.status == http.StatusOK {
		var e sentry.Event
		_ = json.Unmarshal(bytes.Split(body, []byte("\n"))[2], &e)
		b.received = append(b.received, received{r.URL.Path, e.Contexts.Tidemark.Change, r.Header})
	}
}

func (b *backend) changes() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var ids []string
	for _, r := range b.received {
		ids = append(ids, r.change)
	}
	return ids
}

type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (r *statusRecorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// inProcess answers without a network, so that time can be given in a synctest bubble.
type inProcess struct{ http.Handler }

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w.Result(), nil
}
