package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

func TestResolve_SaysWhoAndWhy(t *testing.T) {
	for _, test := range []struct{ name, body, want string }{
		{"no body", "", "resolve now by api: "},
		{"white space", " \n", "resolve now by api: "},
		{"an empty object", "{}", "resolve now by api: "},
		{"both", `{"comment":"fixed\nin 1.4.1","actor":"kim"}`, "resolve now by kim: fixed\nin 1.4.1"},
		{"an empty actor", `{"actor":""}`, "resolve now by api: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &fakeTracker{}
			w := serve(newHandler(f), request("POST", resolvePath, test.body, withToken))
			var got wire.Issue
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &got))
			require.Equal(t, http.StatusOK, w.Code)
			require.Equal(t, "resolved", got.State)
			require.Equal(t, []string{test.want}, f.done)
		})
	}
}

func TestResolve_SaysWhereTheFixIs(t *testing.T) {
	for _, test := range []struct{ name, body, want string }{
		{"now", `{"scope":"now"}`, "resolve now by api: "},
		{"in a release", `{"scope":"release","release":"1.4.1"}`, "resolve release 1.4.1 by api: "},
		{"in the next release", `{"scope":"next_release"}`, "resolve next_release by api: "},
		{"in a commit", `{"scope":"commit","commit":"c0ffee1"}`, "resolve commit  c0ffee1 by api: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &fakeTracker{}
			require.Equal(t, http.StatusOK, serve(newHandler(f), request("POST", resolvePath, test.body, withToken)).Code)
			require.Equal(t, []string{test.want}, f.done)
		})
	}
}

func TestResolve_RefusesWhatItCannotPassOn(t *testing.T) {
	for _, test := range []struct {
		name, body string
		status     int
		detail     string
	}{
		{"not JSON", "comment=fixed", 400, "the body is not a JSON object with the fields comment, actor, scope, release, commit"},
		{"another field", `{"state":"muted"}`, 400, `unknown field "state"`},
		{"another type", `{"comment":1}`, 400, "the body is not"},
		{"more than one object", `{} {}`, 400, "goes on after"},
		{"a long actor", `{"actor":"` + strings.Repeat("x", 201) + `"}`, 400, "actor has 201 bytes"},
		{"a long comment", `{"comment":"` + strings.Repeat("x", 4097) + `"}`, 400, "comment has 4097 bytes"},
		{"an escape sequence in the actor", `{"actor":"\u001b[2J"}`, 400, "actor holds control characters"},
		{"a line break in the actor", `{"actor":"a\nb"}`, 400, "actor holds control characters"},
		{"an escape sequence in the comment", `{"comment":"\u009b2J"}`, 400, "comment holds control characters"},
		{"a huge body", `{"comment":"` + strings.Repeat("x", 64<<10) + `"}`, 413, "larger than 65536 bytes"},
		{"an unknown scope", `{"scope":"soon"}`, 400, "use now, release, next_release or commit"},
		{"a scope that only silence has", `{"scope":"quiet"}`, 400, "use now, release, next_release or commit"},
		{"a release without its scope", `{"release":"1.4.1"}`, 400, "release belongs to the scope release, and the scope is now"},
		{"a scope without its release", `{"scope":"release"}`, 400, "release is missing"},
		{"a commit without its scope", `{"scope":"release","release":"1","commit":"c0ffee1"}`, 400, "commit belongs to the scope commit"},
		{"a commit that is too short", `{"scope":"commit","commit":"c0ffee"}`, 400, "commit has 6 characters"},
		{"a long release", `{"scope":"release","release":"` + strings.Repeat("x", 201) + `"}`, 400, "release has 201 bytes"},
		{"an escape sequence in the release", `{"scope":"release","release":"\u001b"}`, 400, "release holds control characters"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &fakeTracker{}
			wantProblem(t, serve(newHandler(f), request("POST", resolvePath, test.body, withToken)), test.status, test.detail)
			require.Empty(t, f.done)
		})
	}
}

func TestResolve_AnUnknownIssueIsNotFound(t *testing.T) {
	w := serve(newHandler(&fakeTracker{}), request("POST", "/api/v1/issues/x/resolve", "", withToken))
	wantProblem(t, w, http.StatusNotFound, `no issue has the id "x"`)
}
