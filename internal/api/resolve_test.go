package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

func TestResolve_SaysWhoAndWhy(t *testing.T) {
	for _, test := range []struct{ name, body, actor, comment string }{
		{"no body", "", "api", ""},
		{"white space", " \n", "api", ""},
		{"an empty object", "{}", "api", ""},
		{"both", `{"comment":"fixed\nin 1.4.1","actor":"kim"}`, "kim", "fixed\nin 1.4.1"},
		{"an empty actor", `{"actor":""}`, "api", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &fakeTracker{}
			w := serve(newHandler(f), request("POST", resolvePath, test.body, withToken))
			var got wire.Issue
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			if w.Code != http.StatusOK || got.State != "resolved" || f.actor != test.actor || f.comment != test.comment {
				t.Errorf("status %d, actor %q, comment %q: %s", w.Code, f.actor, f.comment, w.Body)
			}
		})
	}
}

func TestResolve_RefusesWhatItCannotPassOn(t *testing.T) {
	for _, test := range []struct {
		name, body string
		status     int
		detail     string
	}{
		{"not JSON", "comment=fixed", 400, "the body is not"},
		{"another field", `{"state":"muted"}`, 400, `unknown field "state"`},
		{"another type", `{"comment":1}`, 400, "the body is not"},
		{"more than one object", `{} {}`, 400, "goes on after"},
		{"a long actor", `{"actor":"` + strings.Repeat("x", 201) + `"}`, 400, "actor has 201 bytes"},
		{"a long comment", `{"comment":"` + strings.Repeat("x", 4097) + `"}`, 400, "comment has 4097 bytes"},
		{"an escape sequence in the actor", `{"actor":"\u001b[2J"}`, 400, "actor holds control characters"},
		{"a line break in the actor", `{"actor":"a\nb"}`, 400, "actor holds control characters"},
		{"an escape sequence in the comment", `{"comment":"\u009b2J"}`, 400, "comment holds control characters"},
		{"a huge body", `{"comment":"` + strings.Repeat("x", 64<<10) + `"}`, 413, "larger than 65536 bytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &fakeTracker{}
			wantProblem(t, serve(newHandler(f), request("POST", resolvePath, test.body, withToken)), test.status, test.detail)
			if f.resolved > 0 {
				t.Error("the issue was resolved")
			}
		})
	}
}

func TestResolve_AnUnknownIssueIsNotFound(t *testing.T) {
	w := serve(newHandler(&fakeTracker{}), request("POST", "/api/v1/issues/x/resolve", "", withToken))
	wantProblem(t, w, http.StatusNotFound, `no issue has the id "x"`)
}
