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
	"github.com/tidemark-otel/tidemark/internal/issue/release"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

const (
	token   = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
	knownID = "aaaaaaaaaaaaaaaaaaaa"
	otherID = "bbbbbbbbbbbbbbbbbbbb"
)

var now = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// fakeTracker knows one issue and remembers what it was asked.
type fakeTracker struct {
	page      store.Page
	exemplars []store.Exemplar
	members   []issue.Issue
	err       error // returned by everything
	panic     any
	rules     []explain.RuleSet

	query  store.Query
	series store.Series
	steps  []issue.Step
	limit  int
	// version is that of the known issue.
	version      int64
	firstRelease string
	done         []string // "<action> <id> <rest> by <actor>: <comment>"

	places     []store.Place
	book       []release.Release
	placeQuery store.PlaceQuery

	streams    []engine.Stream
	operations []engine.Operation

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
	i := knownIssue()
	i.Version, i.FirstRelease = f.version, f.firstRelease
	return store.Detail{
		Issue:     i,
		Members:   f.members,
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

func (f *fakeTracker) Steps(_ context.Context, _ string, _ issue.ID, limit int) ([]issue.Step, error) {
	f.limit = limit
	return f.steps, f.err
}

// do remembers an action with what belongs to it.
func (f *fakeTracker) do(id issue.ID, who engine.Person, action string, what ...any) (issue.Issue, error) {
	if err := f.errorFor(id); err != nil {
		return issue.Issue{}, err
	}
	f.done = append(f.done, strings.TrimSpace(action+" "+fmt.Sprint(what...))+" by "+who.Actor+": "+who.Comment)
	return knownIssue(), nil
}

func (f *fakeTracker) Resolve(_ context.Context, _ time.Time, _ string, id issue.ID, who engine.Person, r issue.Resolution) (issue.Issue, error) {
	i, err := f.do(id, who, "resolve", r.Scope, " ", r.Release, " ", r.Commit)
	i.State, i.Resolution = issue.StateResolved, r
	return i, err
}

func (f *fakeTracker) Reopen(_ context.Context, _ time.Time, _ string, id issue.ID, who engine.Person) (issue.Issue, error) {
	return f.do(id, who, "reopen")
}

func (f *fakeTracker) Mute(_ context.Context, at time.Time, _ string, id issue.ID, who engine.Person, c issue.Conditions) (issue.Issue, error) {
	until := ""
	if !c.Until.IsZero() {
		until = c.Until.Format(time.RFC3339)
	}
	i, err := f.do(id, who, "mute", fmt.Sprintf("until %s count %d rate %d/%s users %d next %t escalation %t",
		until, c.Count, c.Rate.Count, c.Rate.Per, c.Users, c.NextRelease, c.Escalation))
	i.State, i.Mute = issue.StateMuted, &issue.Mute{Conditions: c, At: at}
	return i, err
}

func (f *fakeTracker) Unmute(_ context.Context, _ time.Time, _ string, id issue.ID, who engine.Person) (issue.Issue, error) {
	return f.do(id, who, "unmute")
}

func (f *fakeTracker) Assign(_ context.Context, _ time.Time, _ string, id issue.ID, who engine.Person, assignee string) (issue.Issue, error) {
	i, err := f.do(id, who, "assign", assignee)
	i.Assignee = assignee
	return i, err
}

func (f *fakeTracker) Undo(_ context.Context, _ time.Time, _ string, id issue.ID, who engine.Person) (issue.Issue, error) {
	return f.do(id, who, "undo")
}

func (f *fakeTracker) Merge(_ context.Context, _ time.Time, _ string, into, from issue.ID, who engine.Person) (issue.Issue, error) {
	if into != otherID {
		return issue.Issue{}, store.ErrNotFound
	}
	return f.do(from, who, "merge into", into)
}

func (f *fakeTracker) Unmerge(_ context.Context, _ time.Time, _ string, id issue.ID, who engine.Person) (issue.Issue, error) {
	return f.do(id, who, "unmerge")
}

func (f *fakeTracker) Places(_ context.Context, q store.PlaceQuery) ([]store.Place, error) {
	f.placeQuery = q
	return f.places[:min(len(f.places), q.Limit)], f.err
}

func (f *fakeTracker) History(_ context.Context, of issue.Identity) (*release.History, error) {
	return release.New(of.Environment, f.book, nil), f.err
}

func (f *fakeTracker) ReleaseIssues(context.Context, store.PlaceQuery) (map[store.ReleaseOf]store.ReleaseIssues, error) {
	of := store.ReleaseOf{Place: store.Place{Service: "payment", Environment: "production"}, Release: "1.4.0"}
	return map[store.ReleaseOf]store.ReleaseIssues{of: {First: 3, Regressed: 2, Resolved: 1}}, f.err
}

func (f *fakeTracker) Streams() []engine.Stream { return f.streams }

func (f *fakeTracker) Operations() []engine.Operation { return f.operations }

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
		Reader: f, Actions: f, Releases: f, Outbox: f, Streams: f, Operations: f, Rules: func() []explain.RuleSet { return f.rules }, Token: token, Loopback: true, Logger: zap.NewNop(), Now: func() time.Time { return now },
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
