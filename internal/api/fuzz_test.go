package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/tidemark-otel/tidemark/internal/api"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

// FuzzHandler sends any request: the answer is never a fault of the server, and is JSON.
func FuzzHandler(f *testing.F) {
	f.Add("GET", "/api/v1/issues", "state=new&limit=5&q=x&cursor=MS4xLg", "", "")
	f.Add("GET", "/api/v1/issues/"+knownID, "", "", "")
	f.Add("GET", "/api/v1/issues/"+knownID+"/counts", "step=1h&from=2026-03-04T00:00:00Z&to=2026-03-05T00:00:00Z", "", "")
	f.Add("POST", "/api/v1/issues/"+knownID+"/resolve", "", `{"comment":"done","actor":"al\u0000"}`, "application/json")
	f.Add("POST", "/api/v1/issues/%2F/resolve", "%zz", "\xff", "text/plain")
	f.Add("POST", "/api/v1/issues/"+knownID+"/mute", "", `{"for":"7d","rate_count":5,"rate_per":"day","until":null}`, "")
	f.Add("POST", "/api/v1/issues/"+knownID+"/assign", "", `{"assignee":"ada"}`, "")
	f.Add("GET", "/api/v1/issues/"+knownID+"/history", "limit=5", "", "")
	f.Add("DELETE", "//api/../v1", "", "", "")
	h := newHandler(&fakeTracker{page: store.Page{Issues: []issue.Issue{knownIssue()}}}, func(s *api.Settings) { s.Loopback = true })
	f.Fuzz(func(t *testing.T, method, path, query, body, contentType string) {
		r := httptest.NewRequest(http.MethodGet, "/", strings.NewReader(body))
		r.Method, r.URL = method, &url.URL{Path: path, RawQuery: query}
		r.Host = "127.0.0.1:8686"
		r.Header.Set("Content-Type", contentType)
		withToken(r)
		w := serve(h, r)
		switch {
		case w.Code >= 500:
			t.Fatalf("%d: %s", w.Code, w.Body)
		case w.Code >= 400:
			var p wire.Problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != w.Code {
				t.Fatalf("%d is no problem: %v in %s", w.Code, err, w.Body)
			}
		case w.Code == http.StatusOK && method != http.MethodHead && !json.Valid(w.Body.Bytes()):
			t.Fatalf("no JSON: %s", w.Body)
		}
	})
}
