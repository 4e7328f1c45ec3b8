package store

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
)

// issueOfSchema1 is the row of an issue as the first schema had it.
func issueOfSchema1(id, state, reason string, resolvedAt int64) string {
	return fmt.Sprintf(`INSERT INTO issues (tenant, id, kind, fingerprint, service_namespace, service, environment,
		version, state, state_since, state_reason, title, culprit, level, handled, group_reason,
		count, observed, first_seen, last_seen, arrived_at, first_release, last_release, releases, resolved_at,
		notified_at, notified_count, notified_observed, notified_releases, notified_settled, notified_exemplar, due, search)
		VALUES ('', '%s', 'error', 'v1:1', 'shop', 'payment', 'production',
		3, '%s', 11, '%s', 'title', 'pay', 'error', FALSE, 'frames',
		2.5, 2, 5, 6, 7, '1.0.0', '1.1.0', 2, %d,
		8, 1.5, 1, 1, 4, 'e', 0, 'title')`, id, state, reason, resolvedAt)
}

// rowsOfSchema1 are an issue in each state that the first schema knew, and what was beside one of them.
var rowsOfSchema1 = []string{
	issueOfSchema1("open", "new", "first_occurrence", 0),
	issueOfSchema1("fixed", "resolved", "by_person", 9),
	issueOfSchema1("quiet", "resolved", "quiet", 10),
	issueOfSchema1("back", "regressed", "returned", 0),
	`INSERT INTO aliases (tenant, alias, issue_id, reason) VALUES ('', 'other', 'open', 'environment is known now')`,
	`INSERT INTO issue_releases (tenant, issue_id, release, count, observed, first_seen, last_seen) VALUES ('', 'open', '1.0.0', 2.5, 2, 5, 6)`,
	`INSERT INTO counts (step, t, tenant, issue_id, release, count, observed) VALUES (60000000000, 0, '', 'open', '1.0.0', 2.5, 2)`,
	`INSERT INTO tombstones (tenant, id, version, first_seen, first_release, removed_at) VALUES ('', 'gone', 7, 5, '0.9', 6)`,
}

func TestMigrate_IssuesOfEarlierSchemasKeepWhatTheyHad(t *testing.T) {
	at := func(n int64) time.Time { return time.Unix(0, n).UTC() }
	want := func(id issue.ID, state issue.State, reason issue.Reason, r issue.Resolution) issue.Issue {
		return issue.Issue{
			ID: id, Identity: issue.Identity{Kind: issue.KindError, Fingerprint: "v1:1", ServiceNamespace: "shop", Service: "payment", Environment: "production"},
			Version: 3, State: state, StateSince: at(11), StateReason: reason, Title: "title", Culprit: "pay",
			Level: exception.LevelError, GroupReason: "frames", Count: 2.5, Observed: 2,
			FirstSeen: at(5), LastSeen: at(6), ArrivedAt: at(7), FirstRelease: "1.0.0", LastRelease: "1.1.0", Releases: 2,
			Resolution: r, Notified: issue.Notified{At: at(8), Count: 1.5, Observed: 1, Releases: 1, Settled: 4, Exemplar: "e"},
		}
	}
	for _, version := range []int{1, 2, 3} {
		t.Run(fmt.Sprintf("schema %d", version), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "tidemark.db")
			storeOfVersion(t, path, version, rowsOfSchema1...)
			db := openSettings(t, Settings{Path: path})
			for _, w := range []issue.Issue{
				want("open", issue.StateNew, issue.ReasonFirstOccurrence, issue.Resolution{}),
				want("fixed", issue.StateResolved, issue.ReasonByPerson, issue.Resolution{Scope: issue.ScopeNow, At: at(9)}),
				want("quiet", issue.StateResolved, issue.ReasonQuiet, issue.Resolution{Scope: issue.ScopeQuiet, At: at(10)}),
				want("back", issue.StateRegressed, issue.ReasonReturned, issue.Resolution{}),
			} {
				got, found := load(t, db, "", w.ID)
				require.True(t, found)
				require.Equal(t, w, got)
			}
			got, _ := load(t, db, "", "other")
			require.Equal(t, issue.ID("open"), got.ID, "its alias")
			d, err := db.Detail(t.Context(), "", "other")
			require.NoError(t, err)
			require.Equal(t, []Release{{Release: "1.0.0", Count: 2.5, Observed: 2, FirstSeen: at(5), LastSeen: at(6)}}, d.Releases)
			counts, err := db.Counts(t.Context(), Series{Key: Key{ID: "open"}, To: at(int64(time.Hour)), Step: time.Minute, Now: at(1)})
			require.NoError(t, err)
			require.Equal(t, []Count{{Time: at(0), Release: "1.0.0", Count: 2.5, Observed: 2}}, counts)
			steps, err := db.Steps(t.Context(), "", "open", 10)
			require.NoError(t, err)
			require.Empty(t, steps, "nobody kept them then")
			update(t, db, func(tx *Tx) {
				old, found, err := tx.Tombstone(t.Context(), "", "gone")
				require.NoError(t, err)
				require.True(t, found)
				require.Equal(t, Tombstone{ID: "gone", Version: 7, FirstSeen: at(5), FirstRelease: "0.9"}, old)
				require.NoError(t, tx.AddAlias(t.Context(), "", "other", "fixed", "an alias of then is nobody's merge"))
			})
			got, _ = load(t, db, "", "other")
			require.Equal(t, issue.ID("fixed"), got.ID)
		})
	}
}
