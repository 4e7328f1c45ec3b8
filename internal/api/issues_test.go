package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

func TestIssues_ParametersBecomeAQuery(t *testing.T) {
	for _, test := range []struct {
		name, query string
		want        store.Query
	}{
		{"no parameter is the default", "", store.Query{Limit: 50}},
		{"filters may repeat", "state=new&state=regressed&service=a&service=b", store.Query{
			Limit: 50, States: []issue.State{issue.StateNew, issue.StateRegressed}, Services: []string{"a", "b"},
		}},
		{"all filters", "kind=error&environment=production&q=Declined%20card&limit=500", store.Query{
			Limit: 500, Kinds: []issue.Kind{"error"}, Environments: []string{"production"}, Text: "Declined card",
		}},
		{"a kind that nothing opens yet", "kind=telemetry_gap", store.Query{Limit: 50, Kinds: []issue.Kind{"telemetry_gap"}}},
		{"empty values are as if absent", "state=&service=&kind=&environment=&q=&limit=&cursor=", store.Query{Limit: 50}},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &fakeTracker{}
			if w := serve(newHandler(f), request("GET", "/api/v1/issues?"+test.query, "")); w.Code != http.StatusOK {
				t.Fatalf("status %d: %s", w.Code, w.Body)
			}
			if diff := cmp.Diff(test.want, f.query); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestIssues_WrongParametersAreNamed(t *testing.T) {
	for _, test := range []struct{ name, query, detail string }{
		{"an unknown parameter", "services=a", `unknown query parameter "services": use state, service, kind`},
		{"several unknown parameters", "b=1&a=2", `"a", "b"`},
		{"an unknown state", "state=open", `unknown state "open"`},
		{"an unknown kind", "kind=error&kind=bogus", `unknown kind "bogus": use one of error, flatline, conversion, traffic, telemetry_gap, renamed, latency, stuck`},
		{"limit zero", "limit=0", "limit=0: use a whole number from 1 to 500"},
		{"limit too large", "limit=501", "from 1 to 500"},
		{"limit not a number", "limit=ten", "from 1 to 500"},
		{"limit twice", "limit=1&limit=2", "limit is given 2 times"},
		{"cursor twice", "cursor=a&cursor=b", "cursor is given 2 times"},
		{"q twice", "q=a&q=b", "q is given 2 times"},
		{"q too long", "q=" + strings.Repeat("x", 501), "500 is the most"},
		{"too many alternatives", strings.Repeat("service=a&", 101), "100 is the most"},
		{"a cursor that is not base64", "cursor=%21", "not one of ours"},
		{"a cursor with other content", "cursor=bm9uc2Vuc2U", "not one of ours"},
		{"a query that cannot be read", "q=%zz", "cannot be read"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := serve(newHandler(&fakeTracker{}), request("GET", "/api/v1/issues?"+test.query, ""))
			wantProblem(t, w, http.StatusBadRequest, test.detail)
		})
	}
}

func TestIssues_TheCursorOfAPageContinuesBehindIt(t *testing.T) {
	last := store.Position{LastSeen: now.Add(123456789), ID: knownID}
	f := &fakeTracker{page: store.Page{Issues: []issue.Issue{knownIssue()}, Next: last}}
	var list wire.IssueList
	if err := json.Unmarshal(serve(newHandler(f), request("GET", "/api/v1/issues", "")).Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	if len(list.Issues) != 1 || list.NextCursor == "" {
		t.Fatalf("got %+v", list)
	}
	f.page = store.Page{}
	w := serve(newHandler(f), request("GET", "/api/v1/issues?cursor="+list.NextCursor, ""))
	if f.query.After != last {
		t.Errorf("after %v, want %v", f.query.After, last)
	}
	if got, want := w.Body.String(), `{"issues":[],"next_cursor":""}`+"\n"; got != want {
		t.Errorf("the last page is %s, want %s", got, want)
	}
}

func TestIssue_KnownAndUnknown(t *testing.T) {
	h := newHandler(&fakeTracker{})
	w := serve(h, request("GET", "/api/v1/issues/"+knownID, ""))
	var got wire.IssueDetail
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.ID != knownID || got.StateReason != "first_occurrence" || got.Releases == nil || got.Exemplars == nil {
		t.Errorf("got %s", w.Body)
	}
	if !strings.Contains(w.Body.String(), "<card>") {
		t.Errorf("the title is escaped for HTML: %s", w.Body)
	}
	wantProblem(t, serve(h, request("GET", "/api/v1/issues/bbbbbbbbbbbbbbbbbbbb", "")), http.StatusNotFound, `no issue has the id "bbbbbbbbbbbbbbbbbbbb"`)
	wantProblem(t, serve(h, request("GET", "/api/v1/issues/"+knownID+"?x=1", "")), http.StatusBadRequest, "there are none here")
}

func TestIssue_ExemplarsAreAsTheStoreKeepsThem(t *testing.T) {
	f := &fakeTracker{exemplars: []store.Exemplar{{Slot: "latest", Body: []byte(`{"id":"e1","time":"2026-03-04T12:00:00Z","source":"span_event","level":"error","handled":false,"exceptions":[{"type":"T","message":"m","frames":[]}]}`)}}}
	w := serve(newHandler(f), request("GET", "/api/v1/issues/"+knownID, ""))
	want := `"releases":[{"release":"1.4.0","count":2,"observed":1,"first_seen":"2026-03-04T12:00:00Z","last_seen":"2026-03-04T12:00:00Z"}],"exemplars":[` + string(f.exemplars[0].Body) + "]}\n"
	if !strings.HasSuffix(w.Body.String(), want) {
		t.Errorf("got\n%s\nwhich does not end in\n%s", w.Body, want)
	}

	f.exemplars[0].Body = []byte("{")
	wantProblem(t, serve(newHandler(f), request("GET", "/api/v1/issues/"+knownID, "")), http.StatusInternalServerError, "its log says why")
}

func TestIssue_AnExemplarInSeveralSlotsIsListedOnce(t *testing.T) {
	kept := func(slot, id string) store.Exemplar {
		return store.Exemplar{Slot: slot, Body: []byte(`{"id":"` + id + `","time":"2026-03-04T12:00:00Z","exceptions":[]}`)}
	}
	for _, test := range []struct {
		name string
		kept []store.Exemplar
		want []string
	}{
		{"one occurrence is first, latest and of its release",
			[]store.Exemplar{kept("first", "e1"), kept("latest", "e1"), kept("release:1.4.0", "e1")}, []string{"e1"}},
		{"the order stays, the latest first",
			[]store.Exemplar{kept("latest", "e3"), kept("release:1.5.0", "e2"), kept("first", "e1"), kept("release:1.4.0", "e1")},
			[]string{"e3", "e2", "e1"}},
		{"there is none", nil, []string{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := serve(newHandler(&fakeTracker{exemplars: test.kept}), request("GET", "/api/v1/issues/"+knownID, ""))
			var detail wire.IssueDetail
			if err := json.Unmarshal(w.Body.Bytes(), &detail); err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for _, e := range detail.Exemplars {
				got = append(got, e.ID)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
