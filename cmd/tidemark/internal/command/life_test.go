package command_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// outcomeOf is the issue after an action.
func outcomeOf(action string) api.Issue {
	i := knownIssue()
	switch action {
	case "resolve":
		i.State, i.Resolution = "resolved", &event.Resolution{Scope: "release", At: now, Release: "1.4.1\u009b31m"}
	case "mute":
		i.State, i.Mute = "muted", &event.Mute{At: now, Ends: now.Add(24 * time.Hour), Count: 100}
	case "assign":
		i.Assignee = "ada"
	default:
		i.State = "ongoing"
	}
	return i
}

func knownReleases() api.ReleaseList {
	return api.ReleaseList{Places: []api.ReleasePlace{{Service: "payment", Environment: "production", Newest: "1.4.0", Releases: []api.KnownRelease{{
		Release: "1.4.0\u009b31m", Verdict: "newest", ArrivedAt: now.Add(-time.Hour), ArrivedBy: "telemetry", LastSeen: now, Traffic: 9, Share: 1,
		Revisions: []string{}, FirstSeen: 1,
	}}}}}
}

func knownStreams() api.StreamList {
	last, since := now.Add(-3*time.Minute), now.Add(-30*time.Hour)
	return api.StreamList{Streams: []api.Stream{{
		Component: "flatline", Stream: "signups \u009b31m", Declared: true, Service: "shop", Environment: "production", Tier: "page", State: "watched", Rate: 61.2,
		MeanRate: 30, LastEvent: &last, Since: &since, Budget: 0.1, SecondsToKnow: 900, Events: 900, WouldHaveAlarmed: 1,
		Series: &event.SeriesPlot{Start: since, StepSeconds: 900, Expected: []float64{10, 15, 20}, Low: []float64{4, 8, 12}, High: []float64{17, 23, 29}, Seen: []float64{12, 3, 0}},
	}}}
}

func knownOperations() api.OperationList {
	last, since := now.Add(-3*time.Minute), now.Add(-30*time.Hour)
	return api.OperationList{Operations: []api.Operation{
		{
			Component: "latency_regression", Operation: "server GET /pay \u009b31m", Service: "shop", Environment: "production", State: "comparing",
			Since: &since, Last: &last, Spans: 9120, Releases: []api.OperationRelease{
				{Release: "4.1.9", Old: true, Spans: 9000, Quantiles: []api.OperationQuantile{
					{Quantile: 0.5, Duration: event.Interval{Value: 103, Low: 101, High: 104.5}}, {Quantile: 0.95, Duration: event.Interval{Value: 1200}},
				}},
				{Release: "4.2.0", Spans: 120, Quantiles: []api.OperationQuantile{}, Comparison: &api.Comparison{
					Answer: "nothing", Effect: event.Interval{Value: 1.1, Low: 0.98, High: 1.2}, Evidence: 2.5, Threshold: 7.1,
					Need: &event.Interval{Value: 700, Low: 300, High: 2000},
				}},
			},
		},
		{Component: "latency_regression", Operation: "consumer orders", Failed: true, State: "learning", Releases: []api.OperationRelease{}},
	}}
}

func knownHistory() api.History {
	at := now.Add(-time.Hour)
	return api.History{IssueID: knownID, Steps: []api.Step{
		{Version: 2, Kind: "muted", At: at, From: "new", To: "muted", Reason: "by_person", Actor: "kim", Person: true, Comment: "the \u009b31m vendor",
			After: &api.Standing{Mute: outcomeOf("mute").Mute}},
		{Version: 1, Kind: "opened", At: at, To: "new", Reason: "first_occurrence", Actor: "tidemark"},
	}}
}

func TestReleases_SayWhatTheTablesCannot(t *testing.T) {
	f := newFakeCollector(t)
	env := map[string]string{"TIDEMARK_ADDRESS": f.address}
	f.releases.More = true
	if got := run(t, env, "releases"); !strings.Contains(got.err, "there are more") {
		t.Errorf("a part of them: %q", got.err)
	}
	f.releases = api.ReleaseList{}
	if got := run(t, env, "releases"); got.out != "" || !strings.Contains(got.err, "service.version") {
		t.Errorf("none: %q", got.err)
	}
}
