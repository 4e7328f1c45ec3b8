package api_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

func steps() []issue.Step {
	fix := issue.Resolution{Scope: issue.ScopeRelease, At: now, Release: "1.4.1"}
	return []issue.Step{
		{
			Version: 5, Kind: issue.ChangeRegressed, At: now, Reason: issue.ReasonReturned, Actor: issue.ActorTidemark, To: issue.StateRegressed,
			Proof:  &issue.Proof{Verdict: issue.VerdictHoldsFix, Release: "1.5.0", SeenAt: now, Fix: fix, OrderedBy: issue.OrderSemVer, Words: "seen in 1.5.0"},
			Before: issue.Standing{State: issue.StateResolved, Resolution: fix, Assignee: "ada"},
		},
		{
			Version: 4, Kind: issue.ChangeResolved, At: now, Reason: issue.ReasonByPerson, Actor: "kim", Person: true, Comment: "fixed",
			To: issue.StateResolved, Meanwhile: 3,
			Before: issue.Standing{State: issue.StateMuted, Mute: &issue.Mute{Conditions: issue.Conditions{Count: 9}, At: now, FromCount: 2}},
		},
		// 2 and 3 were removed for space.
		{Version: 1, Kind: issue.ChangeOpened, At: now, Reason: issue.ReasonFirstOccurrence, Actor: issue.ActorTidemark, To: issue.StateNew},
	}
}

func TestHistory_SaysHowTheIssueStoodAfterEachStep(t *testing.T) {
	f := &fakeTracker{steps: steps(), version: 5}
	w := serve(newHandler(f), request("GET", issuePath+"history?limit=7", ""))
	var got wire.History
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &got))
	fix := &event.Resolution{Scope: "release", At: now, Release: "1.4.1"}
	require.Equal(t, wire.History{IssueID: knownID, Steps: []wire.Step{
		{
			Version: 5, Kind: "regressed", At: now, From: "resolved", To: "regressed", Reason: "returned", Actor: "tidemark",
			Proof: &event.Proof{Verdict: "holds_fix", Words: "seen in 1.5.0", Release: "1.5.0", SeenAt: now, Fix: fix, OrderedBy: "semver"},
			After: &wire.Standing{},
		},
		{
			Version: 4, Kind: "resolved", At: now, From: "muted", To: "resolved", Reason: "by_person", Actor: "kim", Person: true, Comment: "fixed",
			Meanwhile: 3, After: &wire.Standing{Assignee: "ada", Resolution: fix},
		},
		{Version: 1, Kind: "opened", At: now, To: "new", Reason: "first_occurrence", Actor: "tidemark"},
	}}, got)
	require.Equal(t, 7, f.limit)
}

func TestHistory_AMuteIsShownAsItWasMade(t *testing.T) {
	i := knownIssue()
	i.Version, i.Count = 2, 50
	i.Mute = &issue.Mute{Conditions: issue.Conditions{Rate: issue.Rate{Count: 9, Per: time.Hour}}, At: now, FromCount: 2}
	got := wire.NewHistory(&i, []issue.Step{{Version: 2, To: issue.StateMuted}})
	require.Equal(t, &event.Mute{At: now, Ends: now.Add(issue.MaxMute), RateCount: 9, RatePer: "hour"}, got.Steps[0].After.Mute)
}

func TestHistory_RefusesWhatItDoesNotKnow(t *testing.T) {
	h := newHandler(&fakeTracker{})
	wantProblem(t, serve(h, request("GET", issuePath+"history?limit=201", "")), http.StatusBadRequest, "from 1 to 200")
	wantProblem(t, serve(h, request("GET", issuePath+"history?since=1", "")), http.StatusBadRequest, "use limit")
	wantProblem(t, serve(h, request("GET", "/api/v1/issues/x/history", "")), http.StatusNotFound, `no issue has the id "x"`)
}

func TestIssue_SaysWhyItCameBack(t *testing.T) {
	regressed := steps()[0]
	for _, test := range []struct {
		name  string
		steps []issue.Step
		want  string
	}{
		{"it came back", []issue.Step{regressed}, "seen in 1.5.0"},
		{"it came back and is only old since", []issue.Step{{Version: 6, To: issue.StateOngoing, Reason: issue.ReasonAge}, regressed}, "seen in 1.5.0"},
		{"it was resolved since", []issue.Step{{Version: 6, To: issue.StateResolved, Reason: issue.ReasonByPerson}, regressed}, ""},
		{"it was resolved and reopened since", []issue.Step{{Version: 7, To: issue.StateOngoing}, {Version: 6, To: issue.StateResolved}, regressed}, ""},
		{"it never was away", []issue.Step{{Version: 1, To: issue.StateNew}}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := serve(newHandler(&fakeTracker{steps: test.steps}), request("GET", "/api/v1/issues/"+knownID, ""))
			var got wire.IssueDetail
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &got))
			words := ""
			if got.Proof != nil {
				words = got.Proof.Words
			}
			require.Equal(t, test.want, words)
		})
	}
}

func TestIssue_NamesWhatIsMergedIntoIt(t *testing.T) {
	part := knownIssue()
	part.ID, part.MergedInto = otherID, knownID
	w := serve(newHandler(&fakeTracker{members: []issue.Issue{part}}), request("GET", "/api/v1/issues/"+knownID, ""))
	var got wire.IssueDetail
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &got))
	require.Len(t, got.Merged, 1)
	require.Equal(t, otherID, got.Merged[0].ID)
}
