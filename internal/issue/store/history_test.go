package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// stepOf is the n-th step of an issue.
func stepOf(n int64, person bool) issue.Step {
	return issue.Step{
		Version: n, Kind: issue.ChangeUpdated, At: start.Add(time.Duration(n)), Reason: issue.ReasonHourly, Actor: issue.ActorTidemark,
		Person: person, Before: issue.Standing{State: issue.StateNew}, To: issue.StateNew,
	}
}

func suiteHistory(t *testing.T, open opener) {
	id := identity(1).ID()
	add := func(t *testing.T, db *DB, steps ...issue.Step) {
		update(t, db, func(tx *Tx) {
			for _, s := range steps {
				require.NoError(t, tx.AppendStep(t.Context(), "", id, s))
			}
		})
	}
	read := func(t *testing.T, db *DB, limit int) []issue.Step {
		steps, err := db.Steps(t.Context(), "", id, limit)
		require.NoError(t, err)
		update(t, db, func(tx *Tx) {
			same, err := tx.Steps(t.Context(), "", id, limit)
			require.NoError(t, err)
			require.Equal(t, steps, same)
		})
		return steps
	}
	t.Run("every field comes back", func(t *testing.T) {
		db := open(t, Retention{})
		mute := &issue.Mute{
			Conditions: issue.Conditions{
				Until: start.Add(time.Hour), Count: 5, Rate: issue.Rate{Count: 6, Per: time.Hour}, Users: 7, NextRelease: true, Escalation: true,
			},
			At: start, Release: "1", FromCount: 2.5, FromUsers: 3, Recent: issue.Recent{Step: 9, Counts: [12]float64{1.5, 2}},
		}
		fix := issue.Resolution{Scope: issue.ScopeCommit, At: start, Release: "2", Commit: "c0ffee"}
		full := issue.Step{
			Version: 2, Kind: issue.ChangeRegressed, At: start, Reason: issue.ReasonReturned, Actor: "ann", Person: true, Comment: "it's \"back\"",
			Proof: &issue.Proof{
				Verdict: issue.VerdictHoldsFix, Release: "3", SeenAt: start, Fix: fix, ReleaseArrived: start.Add(1), FixArrived: start.Add(2),
				OrderedBy: issue.OrderSemVer, Words: "seen in 3",
			},
			Meanwhile: 11,
			Before: issue.Standing{
				State: issue.StateMuted, Since: start, Reason: issue.ReasonByPerson, Resolution: fix, Mute: mute, Assignee: "bob",
			},
			To: issue.StateRegressed,
		}
		first := issue.Step{Version: 1, Kind: issue.ChangeOpened, At: start, Reason: issue.ReasonFirstOccurrence, Actor: "tidemark", To: issue.StateNew}
		silent := issue.Step{Version: 3, At: start, Reason: issue.ReasonAge, Actor: "tidemark", Before: issue.Standing{State: issue.StateRegressed}, To: issue.StateOngoing}
		add(t, db, first, full, silent)
		require.Equal(t, []issue.Step{silent, full, first}, read(t, db, 10))
		require.Equal(t, []issue.Step{silent}, read(t, db, 1))
	})
	t.Run("an alias finds the history", func(t *testing.T) {
		db := open(t, Retention{})
		add(t, db, stepOf(1, false))
		update(t, db, func(tx *Tx) { require.NoError(t, tx.AddAlias(t.Context(), "", "alias", id, "test")) })
		steps, err := db.Steps(t.Context(), "", "alias", 10)
		require.NoError(t, err)
		require.Len(t, steps, 1)
		steps, err = db.Steps(t.Context(), "acme", id, 10)
		require.NoError(t, err)
		require.Empty(t, steps, "of another tenant")
	})
	t.Run("over the limit the oldest go, but not the latest that people made", func(t *testing.T) {
		db := open(t, Retention{})
		var all []issue.Step
		for n := int64(1); n <= 500; n++ {
			all = append(all, stepOf(n, n <= 30))
		}
		add(t, db, all...)
		steps := read(t, db, 1000)
		require.Len(t, steps, MaxSteps)
		var versions []int64
		for _, s := range steps {
			versions = append(versions, s.Version)
		}
		var want []int64
		for n := int64(500); n > 320; n-- {
			want = append(want, n)
		}
		for n := int64(30); n > 10; n-- {
			want = append(want, n)
		}
		require.Equal(t, want, versions)
	})
	t.Run("it goes with the issue", func(t *testing.T) {
		db := open(t, Retention{MaxIssues: 1})
		save(t, db, newIssue(1, start), newIssue(2, start.Add(time.Hour)))
		add(t, db, stepOf(1, true))
		trimmed(t, db, start.Add(2*time.Hour))
		require.Empty(t, read(t, db, 10))
	})
}

func suiteLife(t *testing.T, open opener) {
	for _, c := range []struct {
		name string
		set  func(*issue.Issue)
	}{
		{"resolved in a commit", func(i *issue.Issue) {
			i.State = issue.StateResolved
			i.Resolution = issue.Resolution{Scope: issue.ScopeCommit, At: start, Release: "2", Commit: "c0ffee"}
		}},
		{"muted in every way", func(i *issue.Issue) {
			i.State = issue.StateMuted
			i.Mute = &issue.Mute{
				Conditions: issue.Conditions{
					Until: start.Add(1), Count: 2, Rate: issue.Rate{Count: 3, Per: 24 * time.Hour}, Users: 4, NextRelease: true, Escalation: true,
				},
				At: start, Release: "1", FromCount: 0.25, FromUsers: 1, Recent: issue.Recent{Step: 5, Counts: [12]float64{0.5, 0, 1}},
			}
		}},
		{"assigned and part of another", func(i *issue.Issue) { i.Assignee, i.MergedInto = "ann", "other" }},
		{"as a detector found it", func(i *issue.Issue) {
			i.Kind, i.Finding = issue.KindConversion, &issue.Finding{
				Kind: issue.KindConversion, Tier: issue.TierPage, Incident: "signups", Stream: "signups",
				Onset: start, LastEvent: start.Add(-1), Earliest: start.Add(1), Until: start.Add(2), DecidedAt: start.Add(3),
				Expected: 412.5, Seen: 0.5, MissingLow: 380, MissingHigh: 440, Ratio: 0.01, Evidence: 9, Threshold: 8, Budget: 0.1,
				Release: "2.1.0", ReleaseSeen: start, Odds: 40, Reference: &issue.Reference{Stream: "attempts", Expected: 5, Seen: 4},
				RenamedTo: "b", Children: []string{"c"}, Words: []string{"it's \"why\""},
				Series: issue.Series{Start: start, Step: time.Minute, Expected: []float64{1}, Low: []float64{0}, High: []float64{2.5}, Seen: []float64{0}},
			}
		}},
		{"as a detector found it, of which little is known", func(i *issue.Issue) { i.Finding = &issue.Finding{Onset: start, DecidedAt: start} }},
		{"the sum of others", func(i *issue.Issue) {
			own := i.Totals()
			own.Handled = true
			i.Own, i.Count = &own, 17.5
		}},
	} {
		t.Run("an issue comes back "+c.name, func(t *testing.T) {
			db := open(t, Retention{})
			want := newIssue(1, start)
			c.set(&want)
			save(t, db, want)
			update(t, db, func(tx *Tx) {
				got, found, err := tx.OwnIssue(t.Context(), "", want.ID)
				require.NoError(t, err)
				require.True(t, found)
				require.Equal(t, want, got)
			})
		})
	}
	t.Run("users of its own come back", func(t *testing.T) {
		db := open(t, Retention{})
		want := newIssue(1, start)
		own := want.Totals()
		own.Users = issue.NewUsers()
		own.Users.Add("ann")
		want.Own = &own
		save(t, db, want)
		got, _ := load(t, db, "", want.ID)
		require.EqualValues(t, 1, got.Own.Users.Estimate())
	})
}
