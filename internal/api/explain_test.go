package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/explain"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

const javaStack = "com.acme.E: no stock\n\tat com.acme.Orders.place(Orders.java:12)\n\tat java.lang.Thread.run(Thread.java:840)\n"

func accept(kind string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Accept", kind) }
}

// exemplarOf returns what the store keeps of an occurrence.
func exemplarOf(t *testing.T, o exception.Occurrence) store.Exemplar {
	t.Helper()
	body, err := json.Marshal(event.NewExemplar(&o))
	if err != nil {
		t.Fatal(err)
	}
	return store.Exemplar{Slot: store.SlotLatest, Body: body}
}

func TestExplain_AnErrorOfTheParametersIsExplainedAsEverywhere(t *testing.T) {
	query := url.Values{"stacktrace": {javaStack}, "language": {"java"}, "type": {"com.acme.E"}, "message": {"no stock"}}
	rec := exception.Record{StackTrace: javaStack, Type: "com.acme.E", Message: "no stock", Service: exception.Service{Language: "java"}}
	e := explain.Record(&rec)

	w := serve(newHandler(&fakeTracker{}), request("GET", "/api/v1/explain?"+query.Encode(), ""))
	var got wire.Explanation
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if w.Code != http.StatusOK || got.Fingerprint != e.Fingerprint || got.Text != e.Text() || got.Issue != nil {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	if f := got.Exceptions[0].Frames; len(f) != 2 || f[0].Rule != "standard_library" || f[0].Reason != "not_in_app" || !f[1].Counts {
		t.Errorf("frames %+v", f)
	}

	w = serve(newHandler(&fakeTracker{}), request("GET", "/api/v1/explain?"+query.Encode(), "", accept("text/plain")))
	if w.Header().Get("Content-Type") != "text/plain; charset=utf-8" || w.Body.String() != e.Text() {
		t.Errorf("%s: %s", w.Header(), w.Body)
	}
}

func TestExplain_AcceptChoosesJSONWhenInDoubt(t *testing.T) {
	for _, test := range []struct{ name, accept, want string }{
		{"nothing", "", "application/json"},
		{"anything", "*/*", "application/json"},
		{"text", "text/plain", "text/plain; charset=utf-8"},
		{"text before anything", "text/plain, */*;q=0.1", "text/plain; charset=utf-8"},
		{"both", "text/plain, application/json", "application/json"},
		{"JSON rather than text", "text/plain;q=0.5, application/json", "application/json"},
		{"text rather than JSON", "text/plain, application/json;q=0.5", "text/plain; charset=utf-8"},
		{"nonsense", ";;,text", "application/json"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := serve(newHandler(&fakeTracker{}), request("GET", "/api/v1/explain?type=E", "", accept(test.accept)))
			if got := w.Header().Get("Content-Type"); got != test.want || w.Header().Get("Vary") != "Accept" {
				t.Errorf("Content-Type %q, want %q, Vary %q", got, test.want, w.Header().Get("Vary"))
			}
		})
	}
}

func TestExplain_AnIssueIsExplainedFromItsLatestOccurrence(t *testing.T) {
	o := exception.Occurrence{Source: exception.SourceSpanStatus, SpanName: "GET /", Exceptions: []exception.Exception{{Message: "gone"}}}
	f := &fakeTracker{exemplars: []store.Exemplar{exemplarOf(t, o), {Slot: store.SlotFirst, Body: []byte("{")}}}
	w := serve(newHandler(f), request("GET", "/api/v1/explain?issue="+knownID, ""))
	var got wire.Explanation
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	// The service is that of the issue, because it counts for a status.
	if len(got.Parts) == 0 || got.Parts[0] != "service payment" || got.GroupReason != "span_status" {
		t.Errorf("got %s", w.Body)
	}
	if i := got.Issue; i == nil || i.ID != knownID || i.Fingerprint != "v1:0011" || i.Same || len(i.Differs) == 0 {
		t.Errorf("issue %+v", i)
	}
}

func TestExplain_WrongRequestsAreNamed(t *testing.T) {
	f := &fakeTracker{}
	for _, test := range []struct {
		name, query string
		status      int
		detail      string
	}{
		{"nothing to explain", "", 400, "say what to explain"},
		{"a language alone", "language=go", 400, "say what to explain"},
		{"an issue and an error", "issue=" + knownID + "&type=E", 400, "issue stands alone"},
		{"an issue and a language", "issue=" + knownID + "&language=go", 400, "issue stands alone"},
		{"a type twice", "type=A&type=B", 400, "type is given 2 times"},
		{"an unknown parameter", "stack=x", 400, `unknown query parameter "stack"`},
		{"an unknown issue", "issue=bbbb", 404, `no issue has the id "bbbb"`},
		{"an issue without an occurrence", "issue=" + knownID, 404, "nothing to explain"},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantProblem(t, serve(newHandler(f), request("GET", "/api/v1/explain?"+test.query, "", accept("text/plain"))), test.status, test.detail)
		})
	}
	f.exemplars = []store.Exemplar{{Slot: "latest", Body: []byte("{")}}
	w := serve(newHandler(f), request("GET", "/api/v1/explain?issue="+knownID, ""))
	wantProblem(t, w, http.StatusInternalServerError, "its log says why")
	if strings.Contains(w.Body.String(), "unexpected end") {
		t.Errorf("the answer tells internals: %s", w.Body)
	}
}

func TestExplain_TheRulesAreThoseOfTheErrorGroup(t *testing.T) {
	leftOut := func(rule string) *framerule.Rules { return framerule.New(framerule.Settings{LeftOut: []string{rule}}) }
	f := &fakeTracker{rules: []explain.RuleSet{{Name: "error_group", Rules: leftOut("java")}, {Name: "error_group/shop", Rules: leftOut("com")}}}
	for _, test := range []struct{ name, group, want string }{
		{"the first one", "", "error_group"},
		{"the one that is named", "error_group/shop", "error_group/shop"},
	} {
		t.Run(test.name, func(t *testing.T) {
			query := url.Values{"stacktrace": {javaStack}}
			if test.group != "" {
				query.Set("error_group", test.group)
			}
			var got wire.Explanation
			w := serve(newHandler(f), request("GET", "/api/v1/explain?"+query.Encode(), ""))
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || got.ErrorGroup != test.want {
				t.Errorf("%v, group %q in %s", err, got.ErrorGroup, w.Body)
			}
		})
	}
	wantProblem(t, serve(newHandler(f), request("GET", "/api/v1/explain?type=E&error_group=x", "")),
		http.StatusBadRequest, "error_group is none of error_group, error_group/shop")
	wantProblem(t, serve(newHandler(&fakeTracker{}), request("GET", "/api/v1/explain?type=E&error_group=x", "")),
		http.StatusBadRequest, "error_group is none of this tracker")
	wantProblem(t, serve(newHandler(f), request("GET", "/api/v1/explain?issue="+knownID+"&error_group=error_group", "")),
		http.StatusBadRequest, "issue stands alone")
}
