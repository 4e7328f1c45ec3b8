package api_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/explain"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

var update = flag.Bool("update", false, "write the golden files")

// noon is given in another zone: the wire has UTC only.
var noon = time.Date(2026, 3, 4, 14, 0, 0, 123456789, time.FixedZone("", 2*60*60))

func TestGolden_TheJSONIsExactlyThis(t *testing.T) {
	detail := newDetail()
	said, until := api.Said{Comment: "see the ticket", Actor: "kim"}, noon.UTC()
	bare := api.NewIssue(issue.Issue{ID: "bbbbbbbbbbbbbbbbbbbb", State: issue.StateOngoing, FirstSeen: noon, LastSeen: noon})
	for name, value := range map[string]any{
		"issue_list":   api.IssueList{Issues: []api.Issue{detail.Issue, bare}, NextCursor: "bmV4dA"},
		"issue_detail": detail,
		"counts":       []api.Count{{Time: noon.UTC().Truncate(time.Hour), Release: "1.4.0", Count: 42}},
		"explanation":  newExplanation(),
		"history":      newHistory(),
		"releases":     newReleases(),
		"resolve":      api.Resolve{Said: said, Scope: "release", Release: "1.4.1"},
		"mute":         api.Mute{Said: said, Until: &until, Count: 10, RateCount: 5, RatePer: "hour", Users: 3, NextRelease: true, Escalation: true},
		"assign":       api.Assign{Said: said, Assignee: new("ada")},
		"merge":        api.Merge{Said: said, Into: "bbbbbbbbbbbbbbbbbbbb"},
		"outbox":       newOutbox(),
		"streams":      newStreams(),
		"operations":   newOperations(),
		"health":       newHealth(),
		"problem":      api.Problem{Type: "about:blank", Title: "Not Found", Status: 404, Detail: `no issue has the id "x"`, Instance: "/api/v1/issues/x"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := json.MarshalIndent(value, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			compareGolden(t, name+".json", append(got, '\n'))

			back := reflect.New(reflect.TypeOf(value))
			if err := json.Unmarshal(got, back.Interface()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(value, back.Elem().Interface()); diff != "" {
				t.Errorf("decoding does not give back what was encoded (-want +got):\n%s", diff)
			}
		})
	}
}

func newDetail() api.IssueDetail {
	users := issue.NewUsers()
	users.Add("a")
	users.Add("b")
	at := noon.UTC()
	return api.IssueDetail{
		Issue: api.NewIssue(issue.Issue{
			ID: "aaaaaaaaaaaaaaaaaaaa", Version: 3, State: issue.StateNew,
			Identity: issue.Identity{Kind: issue.KindError, Fingerprint: "v1:0011", ServiceNamespace: "shop", Service: "payment", Environment: "production"},
			Title:    "*ledger.MissingError: no account", Culprit: "shop/payment.Pay", Level: exception.LevelError,
			Count: 41.5, Observed: 4, Users: users,
			FirstSeen: noon.Add(-time.Minute), LastSeen: noon, FirstRelease: "1.4.0", LastRelease: "1.4.0", Assignee: "ada",
			Resolution: newProof().Fix, Mute: &issue.Mute{Conditions: issue.Conditions{Count: 100}, At: noon, FromCount: 40},
		}),
		StateSince: at, StateReason: string(issue.ReasonFirstOccurrence), GroupReason: "frames",
		FirstBadRelease: "1.4.0", LastGoodRelease: "1.3.0",
		Finding: event.NewFinding(newFinding()),
		Proof:   event.NewProof(newProof()), Merged: []api.Issue{api.NewIssue(issue.Issue{ID: "cccccccccccccccccccc", State: issue.StateOngoing, FirstSeen: noon, LastSeen: noon})},
		Releases: []api.Release{{Release: "1.4.0", Count: 42, Observed: 4, FirstSeen: at.Add(-time.Minute), LastSeen: at}},
		Exemplars: []event.Exemplar{{
			ID: "e1", Time: at, Source: "span_event", Level: "error", Release: "1.4.0", Language: "go",
			TraceID: "0102030405060708090a0b0c0d0e0f10", SpanID: "0102030405060708", SpanName: "POST /pay", Scope: "shop/payment",
			Exceptions: []event.Exception{{
				Type: "*ledger.MissingError", Message: "no account",
				Frames: []event.Frame{{Function: "Pay", Module: "shop/payment", File: "pay.go", Line: 7, InApp: true}},
			}},
			Attributes: map[string]string{"http.route": "/pay"},
		}},
	}
}

func newFinding() *issue.Finding {
	return &issue.Finding{
		Tier: issue.TierPage, Incident: "signups", Stream: "signups", Onset: noon.Add(-time.Hour), Earliest: noon.Add(-time.Minute), DecidedAt: noon,
		Expected: 412.5, Seen: 2, MissingLow: 380, MissingHigh: 440, Evidence: 19.5, Threshold: 12.5, Budget: 0.1, Release: "2.1.0", Odds: 40,
		Reference: &issue.Reference{Stream: "attempts", Expected: 500, Seen: 498}, Children: []string{"a"}, Words: []string{"why"},
		Series: issue.Series{Start: noon, Step: time.Minute, Expected: []float64{7}, Low: []float64{3}, High: []float64{12}, Seen: []float64{0}},
	}
}

func newProof() *issue.Proof {
	return &issue.Proof{
		Verdict: issue.VerdictHoldsFix, Release: "1.5.0", SeenAt: noon, Fix: issue.Resolution{Scope: issue.ScopeRelease, At: noon, Release: "1.4.1"},
		ReleaseArrived: noon, FixArrived: noon.Add(-48 * time.Hour), OrderedBy: issue.OrderArrival,
		Words: "seen in 1.5.0, which arrived in production 2 days after 1.4.1, the release with the fix",
	}
}

func newReleases() api.ReleaseList {
	return api.ReleaseList{Places: []api.ReleasePlace{{
		ServiceNamespace: "shop", Service: "payment", Environment: "production", Newest: "1.4.0",
		Releases: []api.KnownRelease{{
			Release: "1.4.0", Verdict: "newest", ArrivedAt: noon.UTC(), ArrivedBy: "deploy", LastSeen: noon.UTC(), Traffic: 30, Share: 0.25,
			Revisions: []string{"c0ffee1"}, FirstSeen: 3, Regressed: 2, Resolved: 1,
		}},
	}}}
}

func newHistory() api.History {
	i := issue.Issue{ID: "aaaaaaaaaaaaaaaaaaaa", Version: 2, State: issue.StateRegressed, Assignee: "ada"}
	return api.NewHistory(&i, []issue.Step{
		{
			Version: 2, Kind: issue.ChangeRegressed, At: noon, Reason: issue.ReasonReturned, Actor: issue.ActorTidemark, Proof: newProof(),
			Before: issue.Standing{State: issue.StateResolved, Resolution: newProof().Fix}, To: issue.StateRegressed,
		},
		{Version: 1, At: noon, Reason: issue.ReasonByPerson, Actor: "kim", Person: true, Comment: "fixed", Meanwhile: 3, To: issue.StateResolved},
	})
}

func newExplanation() api.Explanation {
	o := exception.Occurrence{
		Source: exception.SourceSpanEvent, Service: exception.Service{Name: "shop", Language: "python"}, SpanName: "POST /orders",
		Exceptions: []exception.Exception{{Type: "ShopError", Message: "no stock for 7", Stack: exception.Stack{Frames: []exception.Frame{
			{Function: "handle", File: "/usr/lib/python3.11/server.py", Line: 40, InApp: false},
			{Function: "place", File: "/app/orders.py", Line: 12, SourceLine: "raise ShopError(number)", InApp: true},
		}}}},
	}
	e := explain.Occurrence(&o, "aaaaaaaaaaaaaaaaaaaa", "v1:0011")
	return api.NewExplanation(&e)
}

func newStreams() api.StreamList {
	at := noon.UTC()
	return api.StreamList{More: true, Streams: []api.Stream{
		{Component: "flatline", Stream: "signups", Declared: true, Tier: "page", State: "unmatched", Budget: 0.1},
		{
			Component: "flatline", Stream: "server GET /pay", Signal: "spans", ServiceNamespace: "shop", Service: "payment", Environment: "production",
			Tier: "notice", State: "watched", Rate: 60.5, MeanRate: 31, LastEvent: &at, Since: &at, Budget: 0.0012, SecondsToKnow: 780, Events: 1e6,
			WouldHaveAlarmed: 1,
			Series:           &event.SeriesPlot{Start: at, StepSeconds: 900, Expected: []float64{15.1}, Low: []float64{8}, High: []float64{23}, Seen: []float64{14}},
		},
	}}
}

func newOperations() api.OperationList {
	at := noon.UTC()
	return api.OperationList{More: true, Operations: []api.Operation{
		{
			Component: "latency_regression", Operation: "server GET /pay", ServiceNamespace: "shop", Service: "payment", Environment: "production",
			State: "comparing", Since: &at, Last: &at, Spans: 9123.5, Releases: []api.OperationRelease{
				{
					Release: "4.1.9", Old: true, FirstSeen: &at, LastSeen: &at, Spans: 9000,
					Quantiles: []api.OperationQuantile{{Quantile: 0.5, Duration: event.Interval{Value: 103, Low: 101, High: 104.5}}},
				},
				{Release: "4.2.0", Spans: 120, Quantiles: []api.OperationQuantile{}, Comparison: &api.Comparison{
					Answer: "nothing", Effect: event.Interval{Value: 1.1, Low: 0.98, High: 1.2}, Evidence: 2.5, Threshold: 7.1,
					Need: &event.Interval{Value: 700, Low: 300, High: 2000},
				}},
			},
		},
		{Component: "latency_regression", Operation: "consumer orders", Failed: true, State: "learning", Releases: []api.OperationRelease{}},
	}}
}

func newOutbox() api.Outbox {
	at := noon.UTC()
	return api.Outbox{Changes: 12, Destinations: []api.OutboxDestination{
		{
			Name: "issues/sentry", Running: true, Position: 9, Waiting: 3, OldestWaiting: &at, Delivered: 8, LastDelivery: &at,
			LastError: "the answer was 503 Service Unavailable", LastErrorAt: &at, Lost: 2, Refused: 1,
			LatestRefused: []api.RefusedChange{{
				ChangeID: "aaaaaaaaaaaaaaaaaaaa-1", IssueID: "aaaaaaaaaaaaaaaaaaaa", Kind: "opened", Title: "MissingError: no account",
				At: at, RefusedAt: at, Reason: "too_large", Error: "the answer was 413 Request Entity Too Large",
			}},
		},
		{Name: "issues/webhook", LatestRefused: []api.RefusedChange{}},
	}}
}

func newHealth() api.Health {
	at := noon.UTC()
	return api.Health{
		Status: api.StatusDegraded, Reasons: []string{"issues/sentry has not answered since 2026-03-04T12:00:00Z"},
		Version: "0.1.0", StartedAt: at,
		Store: api.StoreHealth{Type: "sqlite", Issues: 2, SizeBytes: 4096, LastCommit: &at},
		Outbox: api.OutboxHealth{Changes: 5, Destinations: []api.DestinationHealth{
			{Name: "issues/sentry", Pending: 3, OldestPending: &at, Delivered: 2, Lost: 1, LastError: "503 Service Unavailable"},
			{Name: "issues/webhook"},
		}},
	}
}

func compareGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
