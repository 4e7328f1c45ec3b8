package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/tidemark-otel/tidemark/internal/api"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

func TestErrors_BecomeProblems(t *testing.T) {
	for _, test := range []struct {
		name   string
		err    error
		status int
		detail string
	}{
		{"an unknown id, wrapped", fmt.Errorf("read: %w", store.ErrNotFound), 404, "no issue has the id"},
		{"a tracker that stops", fmt.Errorf("resolve: %w", api.ErrUnavailable), 503, "try again"},
		{"a request that was given up", context.Canceled, 503, "given up"},
		{"anything else, without its text", errors.New("disk /secret is full"), 500, "its log says why"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := serve(newHandler(&fakeTracker{err: test.err}), request("GET", "/api/v1/issues/"+knownID, ""))
			wantProblem(t, w, test.status, test.detail)
			if strings.Contains(w.Body.String(), "secret") {
				t.Errorf("the answer tells internals: %s", w.Body)
			}
			if (test.status == 503) != (w.Header().Get("Retry-After") != "") {
				t.Errorf("Retry-After is %q", w.Header().Get("Retry-After"))
			}
		})
	}
}

func TestRoutes_UnknownPathsAndMethodsAreProblems(t *testing.T) {
	h := newHandler(&fakeTracker{})
	for _, test := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/", 404, ""},
		{"GET", "/api/v1/", 404, ""},
		{"GET", "/api/v1/issues/", 404, ""},
		{"GET", "/api/v1/issues/" + knownID + "/other", 404, ""},
		{"POST", "/api/v1/issues", 405, "GET"},
		{"DELETE", "/api/v1/issues/" + knownID, 405, "GET"},
		{"OPTIONS", "/api/v1/issues", 405, "GET"},
		{"GET", resolvePath, 405, "POST"},
		{"PUT", resolvePath, 405, "POST"},
		{"POST", "/api/v1/health", 405, "GET"},
	} {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			w := serve(h, request(test.method, test.path, "", withToken))
			wantProblem(t, w, test.status, "")
			if got := w.Header().Get("Allow"); got != test.allow {
				t.Errorf("Allow %q, want %q", got, test.allow)
			}
		})
	}
}

func TestHealth_IsWhatTheCallerSays(t *testing.T) {
	w := serve(newHandler(&fakeTracker{}), request("GET", "/api/v1/health", ""))
	var got wire.Health
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if w.Code != http.StatusOK || got.Status != "ok" || got.Version != "0.1.0" || !got.StartedAt.Equal(now) {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
}
