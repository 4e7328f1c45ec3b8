package view_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/view"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

var update = flag.Bool("update", false, "write the golden files")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var now = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func charge() api.Issue {
	users := int64(7)
	return api.Issue{
		ID: "aaaaaaaaaaaaaaaaaaaa", Kind: "error", Title: "*payment.ChargeError: charge order 1484: debit CHF: no such account",
		Culprit: "shop/payment.(*Payment).charge", State: "new", Level: "error", Service: "payment", ServiceNamespace: "shop", Environment: "production",
		Count: 41, Observed: 41, Users: &users, FirstSeen: now.Add(-3 * time.Minute), LastSeen: now.Add(-2 * time.Second),
		FirstRelease: "1.4.0", LastRelease: "1.4.0", Fingerprint: "v1:0011223344556677",
	}
}

func detail() api.IssueDetail {
	return api.IssueDetail{
		Issue: charge(), StateSince: now.Add(-3 * time.Minute), StateReason: "first_occurrence", GroupReason: "in_app_frames",
		Releases: []api.Release{
			{Release: "1.3.0", Count: 1, Observed: 1, FirstSeen: now.Add(-26 * time.Hour), LastSeen: now.Add(-26 * time.Hour)},
			{Release: "1.4.0", Count: 400, Observed: 40, FirstSeen: now.Add(-3 * time.Minute), LastSeen: now.Add(-2 * time.Second)},
		},
		Exemplars: []event.Exemplar{{
			ID: "e1", Time: now.Add(-2 * time.Second), Source: "span_event", Level: "error", Release: "1.4.0", Language: "go",
			TraceID: "0102030405060708090a0b0c0d0e0f10", SpanID: "0102030405060708", SpanName: "POST /charge", Scope: "shop/payment",
			Exceptions: []event.Exception{
				{Type: "LedgerError", Message: "no such account", Truncated: true, Frames: []event.Frame{
					{Function: "(*DB).Query", Module: "database/sql", File: "sql.go", Line: 1700},
					{Function: "debit", Module: "github.com/acme/shop/payment", File: "shop/payment/ledger.go", Line: 31, InApp: true},
				}},
				{Type: "*payment.ChargeError", Message: "charge order 1484: debit CHF: no such account", Frames: []event.Frame{
					{Function: "(*Server).Serve", Module: "net/http", File: "server.go", Line: 3301},
					{Function: "(*Payment).charge", Module: "shop/payment", File: "/home/kim/src/shop/payment/payment.go", Line: 52, InApp: true},
				}},
			},
			Attributes:        map[string]string{"http.route": "/charge", "db.system.name": "postgresql"},
			DroppedAttributes: 2,
		}},
	}
}

func TestList_Golden(t *testing.T) {
	sampled := charge()
	sampled.ID, sampled.State, sampled.Title = "bbbbbbbbbbbbbbbbbbbb", "regressed", "a title that is much longer than one line of a table can be without wrapping around"
	sampled.Service = "a-service-with-a-name-longer-than-its-column"
	sampled.Count, sampled.Users, sampled.FirstRelease, sampled.LastSeen = 12340, nil, "", now.Add(-50*time.Hour)
	var b bytes.Buffer
	if err := view.List(&b, api.IssueList{Issues: []api.Issue{charge(), sampled}}, now); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "list.txt", b.Bytes())
}

func TestDetail_Golden(t *testing.T) {
	bare := api.IssueDetail{Issue: charge(), StateSince: now.Add(-time.Hour), StateReason: "by_person", GroupReason: "message", Handled: true}
	bare.State, bare.Users, bare.Count, bare.Culprit, bare.ServiceNamespace = "resolved", nil, 12340, "", ""
	unparsed := detail()
	unparsed.Exemplars[0].Exceptions = []event.Exception{{Message: "it broke"}}
	unparsed.Exemplars[0].RawStack = "at somewhere\n\tat \x1b[31melsewhere"
	for name, d := range map[string]api.IssueDetail{
		"detail.txt": detail(), "detail_bare.txt": bare, "detail_unparsed.txt": unparsed,
		"detail_resolved.txt": resolved(), "detail_muted.txt": muted(), "detail_regressed.txt": regressed(),
		"detail_found.txt": found(), "detail_slower.txt": slower(), "detail_recovered.txt": recovered(),
	} {
		var b bytes.Buffer
		if err := view.Detail(&b, d, now, screen.Style{}); err != nil {
			t.Fatal(err)
		}
		compareGolden(t, name, b.Bytes())
	}
}

// found is what a detector reported, with texts of strangers.
func found() api.IssueDetail {
	d := detail()
	d.Exemplars, d.Releases, d.Users, d.StateReason, d.GroupReason = nil, nil, nil, "alarm", "incident"
	d.Kind, d.Title, d.Culprit, d.Fingerprint = "conversion", "No signups since 11:47 UTC, while attempts go on", "signups", "flatline1:signups"
	d.FirstRelease, d.LastRelease = "2.1.0", "2.1.0"
	earliest := now.Add(-2 * time.Minute)
	d.Finding = &event.Finding{
		Tier: "page", Incident: "signups", Stream: "signups", Onset: now.Add(-13 * time.Minute), Earliest: &earliest, DecidedAt: now, Seconds: 780,
		Expected: 412.4, MissingLow: 380, MissingHigh: 440, Evidence: 19.46, Threshold: 12.5, Budget: 0.1, Release: "2.1.0", Odds: 40,
		Reference: &event.Reference{Stream: "attempts", Expected: 500, Seen: 498}, Children: []string{"logins", "log\x1b[31mouts"},
		Series: &event.SeriesPlot{
			Start: now.Add(-time.Hour), StepSeconds: 300, Expected: []float64{0, 0.1, 2, 4, 5, 6, 7, 8, 8, 8, 8, 8}, Low: []float64{0, 0, 0, 1, 2, 2, 3, 3, 3, 3, 3, 3},
			High: []float64{1, 2, 5, 8, 10, 12, 13, 14, 14, 14, 14, 14}, Seen: []float64{0, 1, 2, 5, 4, 7, 7, 9, 16, 1, 0, 0},
		},
		Words: []string{"498 of about 500 attempts came meanwhile.", "2.1.0 came 3 minutes before."},
	}
	return d
}

// slower is an operation that a release made slower.
func slower() api.IssueDetail {
	d := found()
	d.Kind, d.Title, d.Culprit, d.Fingerprint = "latency", "server GET /pay is 12 % slower since 2.1.0", "server GET /pay", "finding1:2.1.0"
	d.Finding = &event.Finding{
		Tier: "page", Onset: now.Add(-13 * time.Minute), DecidedAt: now, Evidence: 19.46, Threshold: 12.5, Budget: 0.1, Release: "2.1.0", Odds: 40,
		Words: []string{"2.1.0 is 12 % slower than 2.0.9, which ran at the same time."},
		Latency: &event.Latency{
			Answer: "regression", Previous: "2.0.9", Effect: event.Interval{Value: 1.12, Low: 1.09, High: 1.15}, CallsBefore: 9000, CallsAfter: 1200,
			Quantiles: []event.QuantileChange{
				{Quantile: 0.5, Before: event.Interval{Value: 103, Low: 101, High: 104.5}, After: event.Interval{Value: 115.2, Low: 112, High: 118}},
				{Quantile: 0.99, Before: event.Interval{Value: 1200}, After: event.Interval{Value: 1300}},
			},
			Histogram: &event.Histogram{
				Scale: 2, Offset: 100, Before: []float64{0.02, 0.2, 0.4, 0.3, 0.07, 0.01, 0}, After: []float64{0, 0.1, 0.3, 0.4, 0.17, 0.02, 0.01},
			},
			Causes: []event.Cause{
				{Kind: "database", Name: "SELECT or\x1b[31mders", Before: 2, After: 13, TimesBefore: 1, TimesAfter: 2, Share: 0.92, Certain: true},
				{Kind: "own", Before: 80, After: 81, TimesBefore: 1, TimesAfter: 1, Share: 0.08},
			},
		},
	}
	return d
}

// recovered is over, and little was said about it.
func recovered() api.IssueDetail {
	d := found()
	until := now.Add(-time.Minute)
	d.State, d.StateReason, d.StateActor, d.StateComment, d.Kind = "resolved", "recovered", "tidemark", "it lasted 12m", "telemetry_gap"
	d.Resolution = &event.Resolution{Scope: "recovered", At: now}
	d.Finding = &event.Finding{Tier: "notice", Onset: now.Add(-13 * time.Minute), DecidedAt: now, Until: &until, RenamedTo: "b", Earliest: &now, Series: &event.SeriesPlot{}}
	return d
}

func resolved() api.IssueDetail {
	d := detail()
	d.Exemplars, d.State, d.StateReason, d.StateActor, d.StateComment = nil, "resolved", "by_person", "kim", "the ledger knows CHF"
	d.Resolution = &event.Resolution{Scope: "next_release", At: now.Add(-time.Minute), Release: "1.4.0"}
	d.Assignee, d.FirstBadRelease = "ada", "1.3.0"
	return d
}

func muted() api.IssueDetail {
	d := detail()
	d.Exemplars, d.State, d.StateReason, d.StateActor = nil, "muted", "by_person", "kim"
	d.Mute = &event.Mute{At: now, Ends: now.Add(365 * 24 * time.Hour), Count: 100, NextRelease: true, Release: "1.4.0", Meanwhile: 7}
	d.Proof = proof()
	part := charge()
	part.ID, part.Title = "bbbbbbbbbbbbbbbbbbbb", "LedgerError: no such account"
	d.Merged = []api.Issue{part}
	return d
}

func regressed() api.IssueDetail {
	d := detail()
	d.Exemplars, d.State, d.StateReason, d.StateActor, d.Proof = nil, "regressed", "returned", "tidemark", proof()
	d.FirstBadRelease, d.LastGoodRelease = "1.4.0", "1.3.0"
	return d
}

func proof() *event.Proof {
	return &event.Proof{
		Verdict: "holds_fix", Release: "1.4.0", SeenAt: now, OrderedBy: "arrival",
		Words: "seen in 1.4.0, which arrived in production 2 days after 1.3.0, the newest when the issue was resolved",
	}
}

func history() api.History {
	mute := muted().Mute
	return api.History{IssueID: "aaaaaaaaaaaaaaaaaaaa", Steps: []api.Step{
		{Version: 7, At: now, From: "ongoing", To: "ongoing", Kind: "updated", Reason: "assigned", Actor: "kim", Person: true, After: &api.Standing{}},
		{Version: 6, At: now, From: "ongoing", To: "ongoing", Kind: "updated", Reason: "assigned", Actor: "kim", Person: true, After: &api.Standing{Assignee: "ada"}},
		{Version: 5, At: now, From: "muted", To: "ongoing", Kind: "unmuted", Reason: "mute_count", Actor: "tidemark", Meanwhile: 100, After: &api.Standing{}},
		{Version: 4, At: now, From: "regressed", To: "muted", Kind: "muted", Reason: "by_person", Actor: "kim", Person: true, Comment: "noise", After: &api.Standing{Mute: mute}},
		{Version: 3, At: now, From: "resolved", To: "regressed", Kind: "regressed", Reason: "returned", Actor: "tidemark", Proof: proof(), After: &api.Standing{}},
		{Version: 2, At: now.Add(-time.Hour), From: "new", To: "resolved", Kind: "resolved", Reason: "by_person", Actor: "kim", Person: true, After: &api.Standing{Resolution: resolved().Resolution}},
		{Version: 1, At: now.Add(-26 * time.Hour), To: "new", Kind: "opened", Reason: "first_occurrence", Actor: "tidemark"},
	}}
}

func releases() api.ReleaseList {
	known := func(name, verdict string, share float64) api.KnownRelease {
		return api.KnownRelease{Release: name, Verdict: verdict, ArrivedAt: now.Add(-72 * time.Hour), LastSeen: now.Add(-time.Minute), Share: share, FirstSeen: 3, Regressed: 2, Resolved: 1}
	}
	return api.ReleaseList{Places: []api.ReleasePlace{
		{ServiceNamespace: "shop", Service: "payment", Environment: "production", Newest: "1.4.0", Releases: []api.KnownRelease{
			known("1.4.0", "newest", 0.994), known("999.9.9", "implausible", 0.0001), known("1.3.9", "straggler", 0),
		}},
		{Service: "checkout", Environment: "unknown", Releases: []api.KnownRelease{known("f00ba47", "newest", 1)}},
	}}
}

func TestReleases_Golden(t *testing.T) {
	var b bytes.Buffer
	if err := view.Releases(&b, releases(), now, screen.Style{}); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "releases.txt", b.Bytes())
}

// watched are a stream of each sort.
func watched() api.StreamList {
	last, since := now.Add(-40*time.Second), now.Add(-72*time.Hour)
	expected, seen := make([]float64, 48), make([]float64, 48)
	for n := range expected {
		expected[n] = float64(40 - (n-24)*(n-24)/16)
		seen[n] = expected[n] + float64(n%5) - 2
	}
	copy(seen[40:], []float64{1, 0, 0, 0, 0, 0, 0, 0})
	low, high := make([]float64, 48), make([]float64, 48)
	for n := range low {
		low[n], high[n] = expected[n]/2, 2*expected[n]+3
	}
	return api.StreamList{Streams: []api.Stream{
		{Component: "flatline", Stream: "refunds", Declared: true, Tier: "notice", State: "unmatched", Budget: 1},
		{
			Component: "flatline", Stream: "signups", Split: "free, eu", Declared: true, ServiceNamespace: "n", Service: "shop", Environment: "production",
			Tier: "page", State: "silent", Rate: 61.4, MeanRate: 0.04, LastEvent: &last, Since: &since, Budget: 0.1, SecondsToKnow: 931, Events: 4411, WouldHaveAlarmed: 2,
			Series: &event.SeriesPlot{Start: since, StepSeconds: 900, Expected: expected, Low: low, High: high, Seen: seen},
		},
		{
			Component: "flatline", Stream: "server GET /api/v1/organisations/{organisation}/projects/{project}", Signal: "spans", Service: "shop", Environment: "unknown",
			Tier: "notice", State: "watched", Rate: 4.2, LastEvent: &last, Budget: 0.0024, SecondsToKnow: 20000,
		},
	}}
}

func TestStreams_Golden(t *testing.T) {
	var b bytes.Buffer
	if err := view.Streams(&b, watched(), now); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "streams.txt", b.Bytes())
	b.Reset()
	for _, s := range watched().Streams {
		if err := view.Stream(&b, s, now, screen.Style{}); err != nil {
			t.Fatal(err)
		}
		b.WriteByte('\n')
	}
	compareGolden(t, "stream.txt", b.Bytes())
}

func TestHistory_Golden(t *testing.T) {
	var b bytes.Buffer
	if err := view.History(&b, history()); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "history.txt", b.Bytes())
}

func newOutbox() api.Outbox {
	minute, day := now.Add(-time.Minute), now.Add(-26*time.Hour)
	return api.Outbox{Changes: 12, Destinations: []api.OutboxDestination{
		{
			Name: "issues/sentry", Running: true, Position: 9, Waiting: 3, OldestWaiting: &day, Delivered: 8, LastDelivery: &day,
			LastError:   "send the change aaaaaaaaaaaaaaaaaaaa-1 to https://sentry.example/7: there was no answer: connection refused",
			LastErrorAt: &minute, Lost: 2, Refused: 2,
			LatestRefused: []api.RefusedChange{
				{
					ChangeID: "aaaaaaaaaaaaaaaaaaaa-1", IssueID: "aaaaaaaaaaaaaaaaaaaa", Kind: "opened", Title: "LedgerError: no such account", At: day,
					RefusedAt: minute, Reason: "too_large", Error: "the answer was 413 Request Entity Too Large",
				},
				{ChangeID: "bbbbbbbbbbbbbbbbbbbb-2", Kind: "updated", At: day, RefusedAt: day, Reason: "malformed", Error: "unexpected end of JSON input"},
			},
		},
		{Name: "issues/webhook", Running: true, Position: 12, LatestRefused: []api.RefusedChange{}},
		{Name: "issues/old", Position: 2, Waiting: 10, OldestWaiting: &day, LatestRefused: []api.RefusedChange{}},
	}}
}

func TestOutbox_Golden(t *testing.T) {
	var b bytes.Buffer
	if err := view.Outbox(&b, newOutbox(), now); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "outbox.txt", b.Bytes())
	for name, d := range map[string]api.OutboxDestination{"destination.txt": newOutbox().Destinations[0], "destination_old.txt": newOutbox().Destinations[2]} {
		b.Reset()
		if err := view.Destination(&b, d, now, screen.Style{}); err != nil {
			t.Fatal(err)
		}
		compareGolden(t, name, b.Bytes())
	}
}

func TestView_NothingOfTheTelemetryReachesTheTerminalRaw(t *testing.T) {
	const attack = "\x1b]0;owned\x07\u009b31m\u202e"
	d := detail()
	d.ID, d.Kind, d.Title, d.Culprit, d.State, d.Level = attack, attack, attack, attack, attack, attack
	d.Service, d.ServiceNamespace, d.Environment, d.FirstRelease, d.LastRelease, d.Fingerprint = attack, attack, attack, attack, attack, attack
	d.StateReason, d.GroupReason, d.Releases[0].Release = attack, attack, attack
	e := &d.Exemplars[0]
	e.Source, e.Release, e.TraceID, e.SpanID, e.SpanName, e.Scope, e.RawStack = attack, attack, attack, attack, attack, attack, attack+"\n"
	e.Attributes = map[string]string{attack: attack}
	d.StateActor, d.StateComment, d.Assignee = attack, attack, attack
	d.Proof, d.Resolution, d.Mute = &event.Proof{Words: attack}, &event.Resolution{Scope: "release", Release: attack}, &event.Mute{NextRelease: true, Release: attack}
	d.Merged, d.FirstBadRelease, d.LastGoodRelease = []api.Issue{{ID: attack, Title: attack}}, attack, attack
	x := &e.Exceptions[0]
	x.Type, x.Message = attack, attack
	x.Frames[0] = event.Frame{Function: attack, Module: attack, File: attack, SourceLine: attack}

	var b bytes.Buffer
	if err := view.List(&b, api.IssueList{Issues: []api.Issue{d.Issue}}, now); err != nil {
		t.Fatal(err)
	}
	if err := view.Detail(&b, d, now, screen.Style{}); err != nil {
		t.Fatal(err)
	}
	if err := view.Outcome(&b, d.Issue); err != nil {
		t.Fatal(err)
	}
	known := releases()
	known.Places[0] = api.ReleasePlace{ServiceNamespace: attack, Service: attack, Environment: attack, Releases: []api.KnownRelease{{Release: attack, Verdict: attack}}}
	if err := view.Releases(&b, known, now, screen.Style{}); err != nil {
		t.Fatal(err)
	}
	all := watched()
	all.Streams[0] = api.Stream{Component: attack, Stream: attack, Service: attack, Environment: attack, Split: attack, Tier: attack, State: attack, Signal: attack}
	if err := view.Stream(&b, all.Streams[0], now, screen.Style{}); err != nil {
		t.Fatal(err)
	}
	if err := view.Streams(&b, all, now); err != nil {
		t.Fatal(err)
	}
	h := history()
	h.Steps[0] = api.Step{Kind: attack, From: attack, To: attack, Reason: attack, Actor: attack, Comment: attack, Proof: d.Proof, Person: true,
		After: &api.Standing{Assignee: attack, Resolution: d.Resolution, Mute: d.Mute}}
	if err := view.History(&b, h); err != nil {
		t.Fatal(err)
	}
	o := newOutbox()
	bad := &o.Destinations[0]
	bad.Name, bad.LastError = attack, attack
	bad.LatestRefused[0] = api.RefusedChange{ChangeID: attack, Kind: attack, Title: attack, Reason: attack, Error: attack}
	if err := view.Outbox(&b, o, now); err != nil {
		t.Fatal(err)
	}
	if err := view.Destination(&b, o.Destinations[0], now, screen.Style{}); err != nil {
		t.Fatal(err)
	}
	for _, r := range b.String() {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			t.Fatalf("%U in\n%q", r, b.String())
		}
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
