package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/internal/api"
	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception/explain"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

const (
	token   = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
	knownID = "aaaaaaaaaaaaaaaaaaaa"
)

var now = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// fakeTracker knows one issue and remembers what it was asked.
type fakeTracker struct {
	page      store.Page
	exemplars []store.Exemplar
	err       error // returned by everything
	panic     any
	rules     []explain.RuleSet

	query          store.Query
	series         store.Series
	actor, comment string
	resolved       int

	destinations []engine.DestinationStatus
	refusals     []outbox.Refusal
	refusedOf    []string // "name limit"
}

func (f *fakeTracker) Outbox(context.Context) (int64, []engine.DestinationStatus, error) {
	return 12, slices.Clone(f.destinations), f.err
}

func (f *fakeTracker) Refused(_ context.Context, destination string, limit int) ([]outbox.Refusal, error) {
	f.refusedOf = append(f.refusedOf, fmt.Sprint(destination, " ", limit))
	return f.refusals, f.err
}

func (f *fakeTracker) Issues(_ context.Context, query store.Query) (store.Page, error) {
	if f.panic != nil {
		panic(f.panic)
	}
	f.query = query
	return f.page, f.err
}

func (f *fakeTracker) Detail(_ context.Context, _ string, id issue.ID) (store.Detail, error) {
	return store.Detail{
		Issue:     knownIssue(),
		Releases:  []store.Release{{Release: "1.4.0", Count: 1.5, Observed: 1, FirstSeen: now, LastSeen: now}},
		Exemplars: f.exemplars,
	}, f.errorFor(id)
}

func (f *fakeTracker) Counts(_ context.Context, series store.Series) ([]store.Count, error) {
	f.series = series
	if f.err != nil || series.ID != knownID {
		return nil, f.err
	}
	return []store.Count{{Time: series.From, Release: "1.4.0", Count: 1.5, Observed: 1}}, nil
}

func (f *fakeTracker) Resolve(_ context.Context, _ string, id issue.ID, actor, comment string) (issue.Issue, error) {
	if err := f.errorFor(id); err != nil {
		return issue.Issue{}, err
	}
	f.resolved++
	f.actor, f.comment = actor, comment
	i := knownIssue()
	i.State = issue.StateResolved
	return i, nil
}

func (f *fakeTracker) errorFor(id issue.ID) error {
	if f.err == nil && id != knownID {
		return store.ErrNotFound
	}
	return f.err
}

func knownIssue() issue.Issue {
	return issue.Issue{
		ID:       knownID,
		Identity: issue.Identity{Kind: issue.KindError, Fingerprint: "v1:0011", Service: "payment", Environment: "production"},
		State:    issue.StateNew, StateSince: now, StateReason: issue.ReasonFirstOccurrence,
		Title: "DeclinedError: <card>", Count: 2, Observed: 2, FirstSeen: now, LastSeen: now,
	}
}

func newHandler(f *fakeTracker, change ...func(*api.Settings)) http.Handler {
	s := api.Settings{
		Reader: f, Actions: f, Outbox: f, Rules: func() []explain.RuleSet { return f.rules }, Token: token, Loopback: true, Logger: zap.NewNop(), Now: func() time.Time { return now },
		Health: func(context.Context) wire.Health {
			return wire.Health{Status: wire.StatusOK, Reasons: []string{}, Version: "0.1.0", StartedAt: now}
		},
	}
	for _, c := range change {
		c(&s)
	}
	return api.NewHandler(s)
}

// request returns a request to a loopback name; with is applied to it.
func request(method, target, body string, with ...func(*http.Request)) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = "127.0.0.1:8686"
	for _, w := range with {
		w(r)
	}
	return r
}

func withToken(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// wantProblem checks that the answer is a problem with this status whose detail contains a text.
func wantProblem(t *testing.T, w *httptest.ResponseRecorder, status int, detail string) {
	t.Helper()
	var p wire.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	if w.Code != status || p.Status != status || p.Type != "about:blank" || p.Title != http.StatusText(status) || p.Instance == "" {
		t.Errorf("status %d, want %d; problem %+v", w.Code, status, p)
	}
	if got := w.Header().Get("Content-Type"); got != wire.ProblemContentType {
		t.Errorf("Content-Type %q", got)
	}
	if !strings.Contains(p.Detail, detail) {
		t.Errorf("detail %q does not contain %q", p.Detail, detail)
	}
}
