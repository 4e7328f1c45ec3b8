package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

func suitePlaces(t *testing.T, open opener) {
	t.Run("are listed, those that sent anything last first", func(t *testing.T) {
		db := open(t, Retention{})
		update(t, db, func(tx *Tx) {
			for n, of := range []issue.Identity{
				{Service: "a", Environment: "staging"}, {Service: "b", Environment: "production"}, {ServiceNamespace: "n", Service: "a", Environment: "production"},
			} {
				_, err := tx.AddTraffic(t.Context(), Traffic{Of: of, Release: "1", Items: 1, First: start, Last: start.Add(time.Duration(n) * time.Hour)})
				require.NoError(t, err)
				_, err = tx.AddTraffic(t.Context(), Traffic{Of: of, Release: "2", Items: 1, First: start, Last: start})
				require.NoError(t, err)
			}
		})
		for _, test := range []struct {
			name string
			q    PlaceQuery
			want []Place
		}{
			{"all", PlaceQuery{Limit: 9}, []Place{{"n", "a", "production"}, {"", "b", "production"}, {"", "a", "staging"}}},
			{"of a service", PlaceQuery{Service: "a", Limit: 9}, []Place{{"n", "a", "production"}, {"", "a", "staging"}}},
			{"of an environment", PlaceQuery{Environment: "production", Limit: 1}, []Place{{"n", "a", "production"}}},
			{"of both", PlaceQuery{Service: "a", Environment: "staging", Limit: 9}, []Place{{"", "a", "staging"}}},
			{"of another tenant", PlaceQuery{Tenant: "x", Limit: 9}, nil},
		} {
			got, err := db.Places(t.Context(), test.q)
			require.NoError(t, err)
			require.Equal(t, test.want, got, test.name)
		}
	})
	t.Run("a reader finds the history that the writer finds", func(t *testing.T) {
		db := open(t, Retention{})
		sent(t, db, "1", "c0ffee1", 30, start, start.Add(time.Hour))
		sent(t, db, "2", "", 10, start.Add(time.Hour), start.Add(time.Hour))
		read, err := db.History(t.Context(), identity(1))
		require.NoError(t, err)
		require.Equal(t, "2", read.Newest())
		update(t, db, func(tx *Tx) {
			written, err := tx.History(t.Context(), identity(1))
			require.NoError(t, err)
			require.Equal(t, written.Known(), read.Known())
		})
	})
	t.Run("say how many issues have to do with each release", func(t *testing.T) {
		db := open(t, Retention{})
		fixed, ends, promised, part, nameless := newIssue(2, start), newIssue(3, start), newIssue(4, start), newIssue(5, start), newIssue(6, start)
		fixed.State, fixed.Resolution = issue.StateResolved, issue.Resolution{Scope: issue.ScopeRelease, At: start, Release: "1.1.0"}
		ends.State, ends.Resolution = issue.StateResolved, issue.Resolution{Scope: issue.ScopeNow, At: start, Release: "1.0.0"}
		promised.State, promised.Resolution = issue.StateResolved, issue.Resolution{Scope: issue.ScopeNextRelease, At: start, Release: "1.1.0"}
		part.MergedInto = fixed.ID
		nameless.FirstRelease = ""
		elsewhere := newIssue(7, start)
		elsewhere.Environment = "staging"
		save(t, db, newIssue(1, start), fixed, ends, promised, part, nameless, elsewhere)
		update(t, db, func(tx *Tx) {
			for n, release := range []string{"1.1.0", "1.1.0", "1.2.0", ""} {
				require.NoError(t, tx.AppendStep(t.Context(), "", fixed.ID, issue.Step{
					Version: int64(n + 2), Kind: issue.ChangeRegressed, At: start, To: issue.StateRegressed,
					Proof: &issue.Proof{Verdict: issue.VerdictHoldsFix, Release: release},
				}))
			}
			require.NoError(t, tx.AppendStep(t.Context(), "", fixed.ID, issue.Step{Version: 6, Kind: issue.ChangeResolved, At: start, To: issue.StateResolved}))
		})
		of := func(environment, release string) ReleaseOf {
			return ReleaseOf{Place{"shop", "payment", environment}, release}
		}
		got, err := db.ReleaseIssues(t.Context(), PlaceQuery{Service: "payment"})
		require.NoError(t, err)
		require.Equal(t, map[ReleaseOf]ReleaseIssues{
			of("production", "1.0.0"): {First: 4, Resolved: 1},
			of("production", "1.1.0"): {Regressed: 1, Resolved: 1},
			of("production", "1.2.0"): {Regressed: 1},
			of("staging", "1.0.0"):    {First: 1},
		}, got)
		got, err = db.ReleaseIssues(t.Context(), PlaceQuery{Environment: "staging"})
		require.NoError(t, err)
		require.Equal(t, map[ReleaseOf]ReleaseIssues{of("staging", "1.0.0"): {First: 1}}, got)
	})
}
