package store

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/issue/store/postgrestest"
)

// openFleet opens one database as several processes do, all at the same time.
func openFleet(t *testing.T, processes int, retention Retention) []*DB {
	t.Helper()
	dsn := postgrestest.DSN(t)
	fleet := make([]*DB, processes)
	together(processes, func(i int) {
		var err error
		fleet[i], err = Open(context.Background(), Settings{DSN: dsn, Retention: retention})
		assert.NoError(t, err)
	})
	for _, db := range fleet {
		require.NotNil(t, db)
		t.Cleanup(func() { require.NoError(t, db.Close()) })
	}
	return fleet
}

func together(n int, run func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { run(i) })
	}
	all.Wait()
}

// addOne counts one occurrence of an issue, as a flush does.
func addOne(ctx context.Context, tx *Tx, id issue.ID) error {
	i, found, err := tx.Issue(ctx, "", id)
	if err != nil || !found {
		return err
	}
	i.Count++
	i.Observed++
	i.Version++
	return tx.SaveIssue(ctx, i, time.Time{})
}

func TestShared_ProcessesThatStartTogetherMakeTheSchemaOnce(t *testing.T) {
	fleet := openFleet(t, 4, Retention{})
	steps, err := migrations(postgresDialect{})
	require.NoError(t, err)
	require.EqualValues(t, len(steps), rows(t, fleet[0], "schema_version"))
}

func TestShared_CountsOfAllProcessesAddUp(t *testing.T) {
	const processes, flushes, issues = 3, 3, 5
	fleet := openFleet(t, processes, Retention{})
	for n := range issues {
		save(t, fleet[0], newIssue(n, start))
	}
	for name, order := range map[string]func(process, n int) int{
		"in one order":                     func(_, n int) int { return n },
		"in orders that block one another": func(process, n int) int { return (n + process*2) % issues },
	} {
		t.Run(name, func(t *testing.T) {
			before, _ := load(t, fleet[0], "", identity(0).ID())
			together(processes, func(p int) {
				for range flushes {
					assert.NoError(t, fleet[p].UpdateBeside(t.Context(), func(tx *Tx) error {
						for n := range issues {
							if err := addOne(t.Context(), tx, identity(order(p, n)).ID()); err != nil {
								return err
							}
						}
						return nil
					}))
				}
			})
			for n := range issues {
				i, found := load(t, fleet[0], "", identity(n).ID())
				require.True(t, found)
				require.EqualValues(t, before.Observed+processes*flushes, i.Observed)
			}
		})
	}
}

func TestShared_AnIssueIsOpenedByOneProcess(t *testing.T) {
	const processes = 4
	fleet := openFleet(t, processes, Retention{})
	var opened [processes]int
	for n := range 20 {
		together(processes, func(p int) {
			isNew := false
			assert.NoError(t, fleet[p].UpdateBeside(t.Context(), func(tx *Tx) error {
				isNew = false
				i := newIssue(n, start)
				_, found, err := tx.Issue(t.Context(), "", i.ID)
				if err != nil || found {
					return err
				}
				isNew = true
				return tx.SaveIssue(t.Context(), i, time.Time{})
			}))
			if isNew {
				opened[p]++
			}
		})
	}
	total := 0
	for _, n := range opened {
		total += n
	}
	require.Equal(t, 20, total)
}

func TestShared_AReaderOfTheLogSkipsNothing(t *testing.T) {
	const processes, transactions, each = 3, 40, 3
	fleet := openFleet(t, processes, Retention{})
	save(t, fleet[0], newIssue(0, start))
	read := make(chan []int64)
	go func() {
		var seen []int64
		for len(seen) < processes*transactions*each && t.Context().Err() == nil {
			var after int64
			if len(seen) > 0 {
				after = seen[len(seen)-1]
			}
			entries, err := fleet[0].Changes(t.Context(), after, 7)
			assert.NoError(t, err)
			for _, e := range entries {
				seen = append(seen, e.Seq)
			}
		}
		read <- seen
	}()
	together(processes, func(p int) {
		for n := range transactions {
			update := fleet[p].UpdateBeside
			if n%4 == 0 {
				update = fleet[p].Update
			}
			assert.NoError(t, update(t.Context(), func(tx *Tx) error {
				for range each {
					e := outbox.Entry{ChangeID: "x-1", IssueID: "x", Kind: issue.ChangeUpdated, At: start, Body: []byte("{}")}
					if err := tx.Append(t.Context(), &e); err != nil {
						return err
					}
				}
				return nil
			}))
		}
	})
	for n, seq := range <-read {
		require.EqualValues(t, n+1, seq)
	}
}

func TestShared_TheLimitOfReleasesHoldsForAllProcesses(t *testing.T) {
	const processes, limit = 3, 4
	fleet := openFleet(t, processes, Retention{MaxReleasesPerService: limit})
	names := make([]map[string]bool, processes)
	together(processes, func(p int) {
		names[p] = map[string]bool{}
		for n := range 3 {
			release, name := string(rune('a'+p))+string(rune('0'+n)), ""
			assert.NoError(t, fleet[p].UpdateBeside(t.Context(), func(tx *Tx) error {
				var err error
				name, _, err = tx.BookRelease(t.Context(), identity(0), release, start)
				return err
			}))
			names[p][name] = true
		}
	})
	all := map[string]bool{}
	for _, of := range names {
		for name := range of {
			all[name] = true
		}
	}
	require.True(t, all[OtherRelease])
	require.Len(t, all, limit+1)
	require.EqualValues(t, limit, rows(t, fleet[0], "releases"))
}

func TestShared_AReleaseIsRenewedBesideOthers(t *testing.T) {
	fleet := openFleet(t, 2, Retention{})
	book := func(db *DB, at time.Time) {
		var name string
		require.NoError(t, db.UpdateBeside(t.Context(), func(tx *Tx) (err error) {
			name, _, err = tx.BookRelease(t.Context(), identity(0), "1.0.0", at)
			return err
		}))
		require.Equal(t, "1.0.0", name)
	}
	later := start.Add(time.Hour)
	book(fleet[0], start)
	book(fleet[1], start)
	book(fleet[0], later)
	book(fleet[1], start.Add(2*bookedFor))
	seen, err := fleet[0].number(t.Context(), "SELECT last_seen FROM releases")
	require.NoError(t, err)
	require.Equal(t, nanos(later), seen, "the later of two times stays")

	update(t, fleet[0], func(tx *Tx) {
		_, err := tx.exec(t.Context(), "DELETE FROM releases")
		require.NoError(t, err)
	})
	book(fleet[1], later.Add(time.Hour)) // notices that it was dropped
	book(fleet[1], later.Add(time.Hour))
	require.EqualValues(t, 1, rows(t, fleet[0], "releases"))
}

func TestShared_AFlushWhoseConnectionIsLostCountsOnce(t *testing.T) {
	fleet := openFleet(t, 2, Retention{})
	save(t, fleet[0], newIssue(0, start))
	id := identity(0).ID()
	flush := func(lose bool) error {
		return fleet[0].UpdateBeside(t.Context(), func(tx *Tx) error {
			done, err := tx.Flushed(t.Context(), "one", 1)
			if err != nil || done {
				return err
			}
			if err := addOne(t.Context(), tx, id); err != nil {
				return err
			}
			if lose {
				var pid int64
				_, err := tx.one(t.Context(), "SELECT pg_backend_pid()", nil, &pid)
				require.NoError(t, err)
				_, err = fleet[1].number(t.Context(), "SELECT CASE WHEN pg_terminate_backend(CAST(? AS INT)) THEN 1 ELSE 0 END", pid)
				require.NoError(t, err)
			}
			return tx.SetFlushed(t.Context(), "one", 1)
		})
	}
	require.Error(t, flush(true))
	require.NoError(t, flush(false))
	require.NoError(t, flush(false), "its answer was lost, it comes again")
	i, _ := load(t, fleet[1], "", id)
	require.EqualValues(t, 2, i.Observed)
}

func TestShared_TextsThatPostgreSQLDoesNotTakeAreMadeValid(t *testing.T) {
	fleet := openFleet(t, 1, Retention{})
	i := newIssue(0, start)
	i.Title = "a\x00b\xffc"
	save(t, fleet[0], i)
	got, found := load(t, fleet[0], "", i.ID)
	require.True(t, found)
	require.Equal(t, "a\uFFFDb\uFFFDc", got.Title)
}

func TestShared_ThereIsNoBackup(t *testing.T) {
	require.ErrorIs(t, openFleet(t, 1, Retention{})[0].Backup(t.Context(), "copy.db"), ErrNoBackup)
}

func TestShared_ADSNThatIsNotUnderstoodIsNotShown(t *testing.T) {
	_, err := Open(t.Context(), Settings{DSN: "postgres://tidemark:hunter2@host:port/x"})
	require.ErrorContains(t, err, "open the store in PostgreSQL: the DSN is not understood")
	require.NotContains(t, err.Error(), "hunter2")
}

func TestShared_ASchemaThatDoesNotExistIsNamedAsTheFault(t *testing.T) {
	_, err := Open(t.Context(), Settings{DSN: strings.Replace(postgrestest.DSN(t), "search_path=", "search_path=not_", 1)})
	require.ErrorContains(t, err, "no schema of its search_path exists")
}
