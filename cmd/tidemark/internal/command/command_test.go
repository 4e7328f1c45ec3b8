package command_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/command"
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/explain"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

var update = flag.Bool("update", false, "write the golden files")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	knownID = "aaaaaaaaaaaaaaaaaaaa"
	secret  = "0123456789abcdefghijkl"
)

var now = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// outcome is what a command leaves behind.
type outcome struct {
	code     int
	out, err string
}

// run runs a command line with an environment of its own.
func run(t *testing.T, env map[string]string, args ...string) outcome {
	t.Helper()
	var out, errs bytes.Buffer
	code := command.Run(t.Context(), command.Settings{
		Program: "tidemark", In: strings.NewReader(env["stdin"]), Out: &out, Err: &errs,
		Env: func(name string) string { return env[name] },
		Now: func() time.Time { return now },
	}, args)
	return outcome{code, out.String(), errs.String()}
}

// fakeCollector answers as the API does, about one issue.
type fakeCollector struct {
	address  string
	requests []string
	next     string // cursor
	issues   []api.Issue
	outbox   api.Outbox
	releases api.ReleaseList
	streams  api.StreamList

	operations api.OperationList
}

func newFakeCollector(t *testing.T) *fakeCollector {
	f := &fakeCollector{issues: []api.Issue{knownIssue()}, outbox: knownOutbox(), releases: knownReleases(), streams: knownStreams(), operations: knownOperations()}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	f.address = server.URL
	return f
}

func knownIssue() api.Issue {
	users := int64(7)
	return api.Issue{
		ID: knownID, Kind: "error", Title: "ChargeError: no account \u009b31m", Culprit: "payment.charge", State: "new",
		Level: "error", Service: "payment", Environment: "production", Count: 41, Observed: 41, Users: &users,
		FirstSeen: now.Add(-3 * time.Minute), LastSeen: now.Add(-2 * time.Second), FirstRelease: "1.4.0", LastRelease: "1.4.0", Fingerprint: "v1:0011",
	}
}

func knownExplanation() api.Explanation {
	o := exception.Occurrence{Source: exception.SourceSpanEvent, Exceptions: []exception.Exception{{Type: "ChargeError", Message: "no \u009b31m\u202e account"}}}
	e := explain.Occurrence(&o, knownID, "v1:0011")
	return api.NewExplanation(&e)
}

func knownOutbox() api.Outbox {
	minute, hour := now.Add(-time.Minute), now.Add(-time.Hour)
	return api.Outbox{Changes: 12, Destinations: []api.OutboxDestination{{
		Name: "issues/sentry", Running: true, Position: 9, Waiting: 3, OldestWaiting: &hour, Delivered: 8, LastDelivery: &hour,
		LastError: "send the change a-1 to sentry.example: the answer was 503 \u009b31m", LastErrorAt: &minute, Lost: 2, Refused: 1,
		LatestRefused: []api.RefusedChange{{
			ChangeID: knownID + "-1", IssueID: knownID, Kind: "opened", Title: "ChargeError: no account", At: hour, RefusedAt: minute,
			Reason: "too_large", Error: "the answer was 413 Request Entity Too Large",
		}},
	}}}
}

func (f *fakeCollector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	f.requests = append(f.requests, strings.TrimSpace(r.Method+" "+r.URL.RequestURI()+" "+string(body)))
	switch {
	case r.Method == "POST" && r.Header.Get("Authorization") != "Bearer "+secret:
		answer(w, 401, api.Problem{Status: 401, Title: "Unauthorized", Detail: "this needs the header Authorization"})
	case r.URL.Query().Get("state") == "open":
		answer(w, 400, api.Problem{Status: 400, Title: "Bad Request", Detail: `unknown state "open"`})
	case r.URL.Path == "/api/v1/issues":
		answer(w, 200, api.IssueList{Issues: f.issues, NextCursor: f.next})
	case r.Method == "GET" && r.URL.Path == "/api/v1/issues/"+knownID:
		answer(w, 200, api.IssueDetail{
			Issue: knownIssue(), StateSince: now.Add(-3 * time.Minute), StateReason: "first_occurrence", GroupReason: "in_app_frames",
			Releases: []api.Release{}, Exemplars: []event.Exemplar{},
		})
	case r.URL.Path == "/api/v1/explain" && r.URL.Query().Get("issue") == knownID:
		answer(w, 200, knownExplanation())
	case r.Method == "GET" && r.URL.Path == "/api/v1/issues/"+knownID+"/history":
		answer(w, 200, knownHistory())
	case r.Method == "POST" && r.URL.Path == "/api/v1/issues/"+knownID+"/undo":
		answer(w, 409, api.Problem{Status: 409, Title: "Conflict", Detail: "cannot undo an issue that is new: nobody has done anything to it"})
	case r.Method == "POST" && strings.HasPrefix(r.URL.Path, "/api/v1/issues/"+knownID+"/"):
		answer(w, 200, outcomeOf(strings.TrimPrefix(r.URL.Path, "/api/v1/issues/"+knownID+"/")))
	case r.URL.Path == "/api/v1/outbox" && !strings.Contains("issues/sentry", r.URL.Query().Get("destination")):
		answer(w, 404, api.Problem{Status: 404, Title: "Not Found", Detail: "no destination has the name"})
	case r.URL.Path == "/api/v1/releases":
		answer(w, 200, f.releases)
	case r.URL.Path == "/api/v1/streams" && r.URL.Query().Get("name") == "nope":
		answer(w, 200, api.StreamList{Streams: []api.Stream{}})
	case r.URL.Path == "/api/v1/streams":
		answer(w, 200, f.streams)
	case r.URL.Path == "/api/v1/operations" && r.URL.Query().Get("name") == "nope":
		answer(w, 200, api.OperationList{Operations: []api.Operation{}})
	case r.URL.Path == "/api/v1/operations":
		answer(w, 200, f.operations)
	case r.URL.Path == "/api/v1/outbox":
		answer(w, 200, f.outbox)
	case r.URL.Path == "/api/v1/issues/brokenbrokenbrokenbr":
		answer(w, 500, api.Problem{Status: 500, Title: "Internal Server Error", Detail: "the request failed inside the Collector"})
	default:
		answer(w, 404, api.Problem{Status: 404, Title: "Not Found", Detail: "no issue has the id"})
	}
}

func answer(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	if status != 200 {
		w.Header().Set("Content-Type", api.ProblemContentType)
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value)
}

// newDataDir returns a data folder with a token.
func newDataDir(t *testing.T, token string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "api-token"), []byte(token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestCommands_Golden(t *testing.T) {
	f := newFakeCollector(t)
	env := map[string]string{"TIDEMARK_ADDRESS": f.address, "TIDEMARK_DATA_DIR": newDataDir(t, secret), "USER": "kim"}
	for name, args := range map[string]string{
		"help":              "--help",
		"help_issues":       "issues --help",
		"help_list":         "issues list --help",
		"help_show":         "issues show --help",
		"help_resolve":      "issues resolve --help",
		"help_mute":         "issues mute --help",
		"help_assign":       "issues assign --help",
		"help_merge":        "issues merge --help",
		"help_undo":         "issues undo --help",
		"help_reopen":       "issues reopen --help",
		"help_unmute":       "issues unmute --help",
		"help_unmerge":      "issues unmerge --help",
		"help_history":      "issues history --help",
		"help_demo":         "demo --help",
		"mute":              "issues mute aaaa --count 100",
		"mute_json":         "issues mute aaaa --count 100 --json",
		"assign":            "issues assign aaaa ada",
		"reopen":            "issues reopen aaaa",
		"history":           "issues history aaaa",
		"history_json":      "issues history --json aaaa",
		"help_explain":      "explain --help",
		"help_outbox":       "outbox --help",
		"help_releases":     "releases --help",
		"releases":          "releases",
		"releases_json":     "releases --json",
		"help_streams":      "streams --help",
		"help_streams_show": "streams show --help",
		"streams":           "streams",
		"streams_json":      "streams --json",
		"streams_show":      "streams show signups",

		"help_operations": "operations --help",
		"operations":      "operations",
		"operations_json": "operations --json",
		"operations_show": "operations show pay",

		"outbox":       "outbox",
		"outbox_json":  "outbox --json",
		"outbox_show":  "outbox show issues/sentry",
		"list":         "issues list",
		"list_json":    "issues list --json",
		"explain":      "explain " + knownID,
		"explain_json": "explain --json aaaa",
		"show":         "issues show " + knownID,
		"show_json":    "issues show --json " + knownID,
		"resolve":      "issues resolve aaaa --comment fixed",
		"resolve_json": "issues resolve --json " + knownID,
	} {
		t.Run(name, func(t *testing.T) {
			got := run(t, env, strings.Fields(args)...)
			if got.code != 0 || got.err != "" {
				t.Errorf("code %d, errors %s", got.code, got.err)
			}
			if strings.ContainsFunc(got.out, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
				t.Errorf("control characters in %q", got.out)
			}
			compareGolden(t, name+".txt", got.out)
		})
	}
}

func TestCommands_AskWhatWasMeant(t *testing.T) {
	f := newFakeCollector(t)
	env := map[string]string{"TIDEMARK_DATA_DIR": newDataDir(t, secret), "USER": "kim"}
	for _, test := range []struct{ args, want string }{
		{"issues list", "GET /api/v1/issues?limit=50"},
		{"issues list --state new --state regressed --limit 3", "GET /api/v1/issues?limit=3&state=new&state=regressed"},
		{"issues list --service a,b --environment e --kind error --q x", "GET /api/v1/issues?environment=e&kind=error&limit=50&q=x&service=a%2Cb"},
		{"explain " + knownID, "GET /api/v1/explain?issue=" + knownID},
		{"issues resolve " + knownID, "POST /api/v1/issues/" + knownID + `/resolve {"comment":"","actor":"kim"}`},
		{"issues resolve --in-next-release " + knownID, "POST /api/v1/issues/" + knownID + `/resolve {"comment":"","actor":"kim","scope":"next_release"}`},
		{"issues resolve --in-release 1.4.1 " + knownID, "POST /api/v1/issues/" + knownID + `/resolve {"comment":"","actor":"kim","scope":"release","release":"1.4.1"}`},
		{"issues resolve --in-commit c0ffee1 " + knownID, "POST /api/v1/issues/" + knownID + `/resolve {"comment":"","actor":"kim","scope":"commit","commit":"c0ffee1"}`},
		{"issues mute --for 7d --comment known " + knownID, "POST /api/v1/issues/" + knownID + `/mute {"comment":"known","actor":"kim","for":"7d"}`},
		{"issues mute --until 2026-03-05 " + knownID, "POST /api/v1/issues/" + knownID + `/mute {"comment":"","actor":"kim","until":"2026-03-05T00:00:00Z"}`},
		{"issues mute --until 2026-03-05T12:00:00+02:00 " + knownID, "POST /api/v1/issues/" + knownID + `/mute {"comment":"","actor":"kim","until":"2026-03-05T10:00:00Z"}`},
		{"issues mute --count 9 --rate 50/h --users 3 --next-release --until-escalating " + knownID,
			"POST /api/v1/issues/" + knownID + `/mute {"comment":"","actor":"kim","count":9,"rate_count":50,"rate_per":"hour","users":3,"next_release":true,"escalation":true}`},
		{"issues mute --rate 200/day " + knownID, "POST /api/v1/issues/" + knownID + `/mute {"comment":"","actor":"kim","rate_count":200,"rate_per":"day"}`},
		{"issues assign " + knownID + " ada", "POST /api/v1/issues/" + knownID + `/assign {"comment":"","actor":"kim","assignee":"ada"}`},
		{"issues assign --nobody " + knownID, "POST /api/v1/issues/" + knownID + `/assign {"comment":"","actor":"kim","assignee":""}`},
		{"issues merge " + knownID + " bbbbbbbbbbbbbbbbbbbb", "POST /api/v1/issues/" + knownID + `/merge {"comment":"","actor":"kim","into":"bbbbbbbbbbbbbbbbbbbb"}`},
		{"issues unmute " + knownID, "POST /api/v1/issues/" + knownID + `/unmute {"comment":"","actor":"kim"}`},
		{"issues undo " + knownID, "POST /api/v1/issues/" + knownID + `/undo {"comment":"","actor":"kim"}`},
		{"issues unmerge " + knownID, "POST /api/v1/issues/" + knownID + `/unmerge {"comment":"","actor":"kim"}`},
		{"issues reopen --actor robot " + knownID, "POST /api/v1/issues/" + knownID + `/reopen {"comment":"","actor":"robot"}`},
		{"issues history --limit 3 " + knownID, "GET /api/v1/issues/" + knownID + "/history?limit=3"},
		{"releases", "GET /api/v1/releases?limit=20"},
		{"releases --service a --environment b --limit 3", "GET /api/v1/releases?environment=b&limit=3&service=a"},
		{"streams", "GET /api/v1/streams?limit=100"},
		{"streams --service a --environment b --state silent --limit 3", "GET /api/v1/streams?environment=b&limit=3&service=a&state=silent"},
		{"operations --service a --state comparing", "GET /api/v1/operations?limit=100&service=a&state=comparing"},
		{"operations show pay --limit 3", "GET /api/v1/operations?limit=3&name=pay"},
		{"streams show signups --service a", "GET /api/v1/streams?limit=100&name=signups&service=a"},
		{"outbox", "GET /api/v1/outbox"},
		{"outbox show issues/sentry --limit 3", "GET /api/v1/outbox?destination=issues%2Fsentry&limit=3"},
		{"issues resolve " + knownID + " --actor robot --comment done", "POST /api/v1/issues/" + knownID + `/resolve {"comment":"done","actor":"robot"}`},
	} {
		f.requests = nil
		run(t, env, append(strings.Fields(test.args), "--address", f.address)...)
		if len(f.requests) != 1 || f.requests[0] != test.want {
			t.Errorf("%s asked\n%q, want\n%q", test.args, f.requests, test.want)
		}
	}
}

func TestCommands_ExitCodesAndSentences(t *testing.T) {
	f := newFakeCollector(t)
	good, wrong, none := newDataDir(t, secret), newDataDir(t, secret+"x"), t.TempDir()
	for _, test := range []struct {
		name, args, dataDir, address string
		code                         int
		says                         string
	}{
		{"a list", "issues list", good, f.address, 0, ""},
		{"a version", "version", good, f.address, 0, ""},
		{"a failure of the Collector", "issues show brokenbrokenbrokenbr", good, f.address, 1, "failed inside the Collector"},
		{"a wrong token", "issues resolve " + knownID, wrong, f.address, 1, "--token-file"},
		{"no token file", "issues resolve " + knownID, none, f.address, 1, "does not exist"},
		{"a parameter that the Collector refuses", "issues list --state open", good, f.address, 2, `unknown state "open"`},
		{"an unknown flag", "issues list --nope", good, f.address, 2, "--nope"},
		{"a flag without its value", "issues list --limit", good, f.address, 2, "--limit"},
		{"no command", "", good, f.address, 2, "name a command"},
		{"no command of a group", "issues", good, f.address, 2, "name a command"},
		{"an unknown command", "nope", good, f.address, 2, "unknown command tidemark nope"},
		{"an unknown command of a group", "issues nope", good, f.address, 2, "unknown command tidemark issues nope"},
		{"an argument too many", "issues list x", good, f.address, 2, "x"},
		{"an argument too few", "issues show", good, f.address, 2, "arg"},
		{"an address that is none", "issues list", good, "http://", 2, "not a URL"},
		{"a time-out of zero", "issues list --timeout 0s", good, f.address, 2, "--timeout"},
		{"an unknown id", "issues show bbbbbbbbbbbbbbbbbbbb", good, f.address, 3, "no issue has the id"},
		{"an unknown beginning of an id", "issues resolve bbbb", good, f.address, 3, "no issue begins with"},
		{"an explanation of an unknown issue", "explain bbbbbbbbbbbbbbbbbbbb", good, f.address, 3, "no issue has the id"},
		{"an explanation of nothing", "explain", good, f.address, 2, "standard input is empty"},
		{"an explanation of what is no file and no issue", "explain ./none.json", good, f.address, 2, "no file, and no id of an issue"},
		{"an explanation of a folder", "explain .", good, f.address, 1, "is a directory"},
		{"an explanation of an issue with a type", "explain --type E " + knownID, good, f.address, 2, "an issue has its own"},
		{"an explanation without a Collector", "explain " + knownID, good, "127.0.0.1:1", 4, "Start it with"},
		{"an undo that is impossible", "issues undo " + knownID, good, f.address, 5, "cannot undo an issue that is new: nobody"},
		{"two places of a fix", "issues resolve --in-release 1 --in-next-release " + knownID, good, f.address, 2, "--in-release and --in-next-release are both given"},
		{"two ends of a mute in time", "issues mute --until 2026-03-05 --for 1h " + knownID, good, f.address, 2, "--until and --for are both given"},
		{"an end that is no time", "issues mute --until tomorrow " + knownID, good, f.address, 2, "use 2026-03-05 or"},
		{"a rate per week", "issues mute --rate 5/week " + knownID, good, f.address, 2, "as in 50/hour"},
		{"a rate that is no number", "issues mute --rate many/h " + knownID, good, f.address, 2, "as in 50/hour"},
		{"a rate of nothing", "issues mute --rate 0/h " + knownID, good, f.address, 2, "as in 50/hour"},
		{"an assignment to no one in particular", "issues assign " + knownID, good, f.address, 2, "or --nobody"},
		{"an assignment to somebody and nobody", "issues assign --nobody " + knownID + " ada", good, f.address, 2, "or --nobody"},
		{"a merge into itself alone", "issues merge " + knownID, good, f.address, 2, "arg"},
		{"a merge into an unknown beginning", "issues merge " + knownID + " bbbb", good, f.address, 3, "no issue begins with"},
		{"the history of an unknown issue", "issues history bbbbbbbbbbbbbbbbbbbb", good, f.address, 3, "no issue has the id"},
		{"an unknown stream", "streams show nope", good, f.address, 3, "no stream that is meant has the name"},
		{"an unknown operation", "operations show nope", good, f.address, 3, "no operation that is meant has the name"},
		{"an unknown command of streams", "streams nope", good, f.address, 2, "unknown command"},
		{"an unknown destination", "outbox show issues/nope", good, f.address, 3, "no destination has the name"},
		{"an unknown command of the outbox", "outbox nope", good, f.address, 2, "unknown command"},
		{"no Collector", "issues list", good, "127.0.0.1:1", 4, "Start it with"},
		{"neither a Collector nor a token file", "issues resolve " + knownID, none, "127.0.0.1:1", 4, "Start it with"},
		{"neither a Collector nor the token file that is named", "issues list --token-file ./none", none, "127.0.0.1:1", 4, "Start it with"},
		{"a Collector without the token file that is named", "issues list --token-file ./none", none, f.address, 1, "does not exist"},
		{"a demo without a Collector", "demo", good, "127.0.0.1:1", 4, "Start it with"},
		{"a demo that is too short", "demo --duration 1s", good, f.address, 2, "at least 3s"},
		{"a demo with an endpoint that is a URL", "demo --endpoint http://localhost", good, f.address, 2, "must be host:port"},
		{"a demo with a Collector and no configuration", "demo --collector x", good, f.address, 2, "--collector needs --config"},
		{"a demo with a configuration and no Collector", "demo --config x", good, f.address, 2, "--config and --data are for"},
		{"a demo with a Collector of its own and elsewhere", "demo --collector x --config y --address z", good, f.address, 2, "leave out"},
		{"a replay without a Collector of its own", "demo --replay", good, f.address, 2, "--replay needs --collector"},
		{"a replay of a scenario that is none", "demo --replay --collector x --config y --scenario flood", good, f.address, 2, "is none of idle-night"},
		{"a replay for some seconds", "demo --replay --collector x --config y --duration 9s", good, f.address, 2, "leave it out with --replay"},
		{"a demo with a seed", "demo --seed 2", good, f.address, 2, "are for --replay"},
		{"a replay with a Collector that is not there", "demo --replay --collector ./none --config y", good, f.address, 1, "start the Collector"},
		{"a demo with a Collector that is not there", "demo --collector ./none --config y", good, f.address, 1, "start the Collector"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, map[string]string{"TIDEMARK_ADDRESS": test.address, "TIDEMARK_DATA_DIR": test.dataDir}, strings.Fields(test.args)...)
			if got.code != test.code || !strings.Contains(got.err, test.says) {
				t.Errorf("code %d, want %d; it says %q", got.code, test.code, got.err)
			}
			if test.code == 0 && got.out == "" {
				t.Error("it says nothing")
			}
		})
	}
}

func TestList_SaysWhatTheTableCannot(t *testing.T) {
	f := newFakeCollector(t)
	env := map[string]string{"TIDEMARK_ADDRESS": f.address}
	f.next = "more"
	if got := run(t, env, "issues", "list"); !strings.Contains(got.err, "there are more") {
		t.Errorf("a first page: %q", got.err)
	}
	f.next, f.issues = "", []api.Issue{}
	if got := run(t, env, "issues", "list"); !strings.Contains(got.err, "no issues yet") {
		t.Errorf("an empty list: %q", got.err)
	}
	if got := run(t, env, "issues", "list", "--service", "x"); !strings.Contains(got.err, "No issue matches") {
		t.Errorf("an empty selection: %q", got.err)
	}
	if got := run(t, env, "issues", "list", "--json"); got.err != "" || !strings.Contains(got.out, `"issues": []`) {
		t.Errorf("an empty list as JSON: %q %q", got.out, got.err)
	}
}

func TestStreams_SayWhatTheTableCannot(t *testing.T) {
	f := newFakeCollector(t)
	env := map[string]string{"TIDEMARK_ADDRESS": f.address}
	f.streams.More = true
	if got := run(t, env, "streams"); !strings.Contains(got.err, "there are more") {
		t.Errorf("a long list: %q", got.err)
	}
	f.operations = api.OperationList{Operations: []api.Operation{}}
	if got := run(t, env, "operations"); got.out != "" || !strings.Contains(got.err, "No operation is watched") {
		t.Errorf("got %+v", got)
	}
	f.streams = api.StreamList{Streams: []api.Stream{}}
	if got := run(t, env, "streams"); got.out != "" || !strings.Contains(got.err, "No stream is watched") {
		t.Errorf("an empty list: %q %q", got.out, got.err)
	}
}

func TestVersion_IsThatOfTheDistribution(t *testing.T) {
	manifest, err := os.ReadFile("../../../../builder-config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^  version: (\S+)$`).FindSubmatch(manifest)
	if m == nil || string(m[1]) != command.Version {
		t.Errorf("the distribution has %q, the command %q", m, command.Version)
	}
	asked := run(t, nil, "version")
	if !strings.HasPrefix(asked.out, "tidemark "+command.Version+" (go1.") {
		t.Errorf("got %q", asked.out)
	}
	if flagged := run(t, nil, "--version"); flagged != asked {
		t.Errorf("the flag says %+v, the command %+v", flagged, asked)
	}
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
