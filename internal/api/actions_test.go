package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

const issuePath = "/api/v1/issues/" + knownID + "/"

func TestActions_AskForWhatWasMeant(t *testing.T) {
	for _, test := range []struct{ name, path, body, want string }{
		{"reopen", "reopen", `{"comment":"it is back","actor":"kim"}`, "reopen by kim: it is back"},
		{"unmute without a body", "unmute", "", "unmute by api: "},
		{"undo", "undo", `{"actor":"kim"}`, "undo by kim: "},
		{"unmerge", "unmerge", `{}`, "unmerge by api: "},
		{"merge", "merge", `{"into":"` + otherID + `","comment":"one cause"}`, "merge into " + otherID + " by api: one cause"},
		{"assign", "assign", `{"assignee":"ada"}`, "assign ada by api: "},
		{"assign to nobody", "assign", `{"assignee":""}`, "assign by api: "},
		{"mute until a time", "mute", `{"until":"2026-03-05T01:00:00+01:00"}`, "mute until 2026-03-05T00:00:00Z count 0 rate 0/0s users 0 next false escalation false by api: "},
		{"mute for some days", "mute", `{"for":"7d"}`, "mute until 2026-03-11T12:00:00Z count 0 rate 0/0s users 0 next false escalation false by api: "},
		{"mute for some minutes", "mute", `{"for":"90m"}`, "mute until 2026-03-04T13:30:00Z count 0 rate 0/0s users 0 next false escalation false by api: "},
		{
			"mute until any of several", "mute", `{"count":100,"rate_count":5,"rate_per":"hour","users":3,"next_release":true,"escalation":true,"comment":"known"}`,
			"mute until  count 100 rate 5/1h0m0s users 3 next true escalation true by api: known",
		},
		{"mute until a rate per day", "mute", `{"rate_count":5,"rate_per":"day"}`, "mute until  count 0 rate 5/24h0m0s users 0 next false escalation false by api: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &fakeTracker{}
			w := serve(newHandler(f), request("POST", issuePath+test.path, test.body, withToken))
			require.Equal(t, http.StatusOK, w.Code, w.Body)
			require.Equal(t, []string{test.want}, f.done)
		})
	}
}

func TestActions_RefuseWhatMakesNoSense(t *testing.T) {
	for _, test := range []struct {
		name, path, body string
		status           int
		detail           string
	}{
		{"a field of another action", "unmute", `{"until":"2026-03-05T00:00:00Z"}`, 400, "with the fields comment, actor:"},
		{"a parameter", "undo?force=1", "", 400, "unknown query parameter"},
		{"an assignment to whom", "assign", "{}", 400, "assignee is missing"},
		{"an escape sequence in the assignee", "assign", `{"assignee":"\u001b"}`, 400, "assignee holds control characters"},
		{"a merge into what", "merge", "", 400, "into is missing"},
		{"a merge into an unknown issue", "merge", `{"into":"x"}`, 404, `no issue has the id "x" that into names`},
		{"two ends in time", "mute", `{"until":"2026-03-05T00:00:00Z","for":"1h"}`, 400, "until and for are both given"},
		{"a time that is none", "mute", `{"until":"tomorrow"}`, 400, "the body is not"},
		{"a length that is none", "mute", `{"for":"long"}`, 400, "written as 45m, 2h, 7d or in seconds"},
		{"a length of nothing", "mute", `{"for":"0s"}`, 400, "for=0s"},
		{"a length backwards", "mute", `{"for":"-1h"}`, 400, "for=-1h"},
		{"a length beyond all", "mute", `{"for":"99999999999d"}`, 400, "for=99999999999d"},
		{"a rate per week", "mute", `{"rate_count":5,"rate_per":"week"}`, 400, "use hour or day"},
		{"a count that is a text", "mute", `{"count":"5"}`, 400, "the body is not"},
		{"a long comment", "reopen", `{"comment":"` + fmt.Sprintf("%04097d", 0) + `"}`, 400, "comment has 4097 bytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &fakeTracker{}
			wantProblem(t, serve(newHandler(f), request("POST", issuePath+test.path, test.body, withToken)), test.status, test.detail)
			require.Empty(t, f.done)
		})
	}
}

func TestActions_SayWhyNot(t *testing.T) {
	for _, test := range []struct {
		name   string
		err    error
		status int
		detail string
	}{
		{"the state of the issue forbids it", &issue.ConflictError{Event: issue.EventUndo, State: issue.StateRegressed, Why: "since then it became regressed by itself"}, 409, "cannot undo an issue that is regressed: since then"},
		{"it makes no sense", fmt.Errorf("%w: a mute needs an end", issue.ErrInvalid), 400, "a mute needs an end"},
		{"the issue is not there", store.ErrNotFound, 404, "no issue has the id"},
		{"the tracker stops", fmt.Errorf("begin: %w", store.ErrClosed), 503, "try again"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, path := range []string{"resolve", "reopen", "mute", "unmute", "undo", "unmerge"} {
				w := serve(newHandler(&fakeTracker{err: test.err}), request("POST", issuePath+path, "", withToken))
				wantProblem(t, w, test.status, test.detail)
			}
		})
	}
}

func TestActions_NeedTheToken(t *testing.T) {
	for _, path := range []string{"resolve", "reopen", "mute", "unmute", "assign", "undo", "merge", "unmerge"} {
		f := &fakeTracker{}
		wantProblem(t, serve(newHandler(f), request("POST", issuePath+path, "{}")), http.StatusUnauthorized, "api-token")
		wantProblem(t, serve(newHandler(f), request("GET", issuePath+path, "", withToken)), http.StatusMethodNotAllowed, "use POST")
		require.Empty(t, f.done)
	}
}
