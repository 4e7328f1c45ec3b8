package event

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

func TestNew_TellsHowTheIssueStands(t *testing.T) {
	c := change()
	c.Comment, c.Meanwhile = "wait", 7
	c.Proof = &issue.Proof{
		Verdict: issue.VerdictHoldsFix, Release: "2", SeenAt: at, Fix: issue.Resolution{Scope: issue.ScopeRelease, At: at, Release: "1"},
		ReleaseArrived: at, OrderedBy: issue.OrderSemVer, Words: "seen in 2",
	}
	c.Issue.Assignee, c.Issue.MergedInto = "bob", "def"
	c.Issue.Resolution = issue.Resolution{Scope: issue.ScopeCommit, At: at, Commit: "c0ffee"}
	c.Issue.Mute = &issue.Mute{
		Conditions: issue.Conditions{Count: 5, Rate: issue.Rate{Count: 3, Per: time.Hour}, Users: 2, NextRelease: true, Escalation: true},
		At:         at, Release: "1", FromCount: 1,
	}
	doc := New(c, nil, nil)
	utc := at.UTC()
	require.Equal(t, &Resolution{Scope: "commit", At: utc, Commit: "c0ffee"}, doc.Issue.Resolution)
	require.Equal(t, &Mute{
		At: utc, Ends: utc.Add(issue.MaxMute), Count: 5, RateCount: 3, RatePer: "hour", Users: 2, NextRelease: true, Escalation: true,
		Release: "1", Meanwhile: 2,
	}, doc.Issue.Mute)
	require.Equal(t, []string{"bob", "def"}, []string{doc.Issue.Assignee, doc.Issue.MergedInto})
	require.EqualValues(t, 7, doc.Change.Meanwhile)
	require.Equal(t, &Proof{
		Verdict: "holds_fix", Words: "seen in 2", Release: "2", SeenAt: utc, Fix: &Resolution{Scope: "release", At: utc, Release: "1"},
		ReleaseArrived: &utc, OrderedBy: "semver",
	}, doc.Change.Proof)

	c.Issue.Mute.Rate.Per = 24 * time.Hour
	require.Equal(t, "day", NewMute(&c.Issue).RatePer)
	open := New(change(), nil, nil)
	require.Nil(t, open.Issue.Resolution)
	require.Nil(t, open.Issue.Mute)
	require.Nil(t, open.Change.Proof)
}

func TestNewHistory_IsBounded(t *testing.T) {
	steps := []issue.Step{
		{
			Version: 2, Kind: issue.ChangeResolved, At: at, Reason: issue.ReasonByPerson, Actor: "ann",
			Comment: strings.Repeat("x", 5000), Before: issue.Standing{State: issue.StateNew}, To: issue.StateResolved,
		},
		{Version: 1, Kind: issue.ChangeOpened, At: at, Reason: issue.ReasonFirstOccurrence, Actor: "tidemark", To: issue.StateNew},
	}
	require.Equal(t, []Step{
		{
			Version: 2, Kind: "resolved", At: at.UTC(), From: "new", To: "resolved", Reason: "by_person", Actor: "ann",
			Comment: strings.Repeat("x", maxHistoryComment),
		},
		{Version: 1, Kind: "opened", At: at.UTC(), To: "new", Reason: "first_occurrence", Actor: "tidemark"},
	}, NewHistory(steps))
	require.Len(t, NewHistory(make([]issue.Step, 50)), MaxHistory)
}
