package store

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// body is an exemplar of a usual size, 5 KB: one exception, 25 frames, ids of its own.
func body(n int) []byte {
	random := rand.New(rand.NewPCG(1, uint64(n)))
	x := event.Exception{Type: "com.acme.shop.PaymentDeclined", Message: fmt.Sprintf("order %d was declined by the bank", random.Int64())}
	for f := range 25 {
		x.Frames = append(x.Frames, event.Frame{
			Function: fmt.Sprintf("Handler%d.process", random.IntN(100)), Module: fmt.Sprintf("com.acme.shop.module%d", random.IntN(50)),
			File: fmt.Sprintf("src/main/java/com/acme/shop/Handler%d.java", f), Line: random.IntN(1000), InApp: f > 15,
		})
	}
	data, err := json.Marshal(event.Exemplar{
		ID: fmt.Sprintf("%016x", random.Uint64()), Time: start, Source: "span_event", Level: "error", Release: "1.4.0", Language: "java",
		TraceID: fmt.Sprintf("%016x%016x", random.Uint64(), random.Uint64()), SpanID: fmt.Sprintf("%016x", random.Uint64()),
		Exceptions: []event.Exception{x},
		Attributes: map[string]string{"http.request.method": "POST", "http.route": "/pay", "thread.id": fmt.Sprint(random.IntN(100))},
	})
	if err != nil {
		panic(err)
	}
	return data
}

// bodies are many enough to differ and made beforehand.
var bodies = func() (all [1_000][]byte) {
	for n := range all {
		all[n] = body(n)
	}
	return all
}()

// flush does what the engine does for one occurrence of each issue.
func flush(b *testing.B, db *DB, number int64, first, n int, now time.Time) {
	policy := issue.NewDefaultPolicy()
	update(b, db, func(tx *Tx) {
		ctx := b.Context()
		done, err := tx.Flushed(ctx, "a", number)
		require.NoError(b, err)
		require.False(b, done)
		for k := first; k < first+n; k++ {
			of := identity(k)
			i, found, err := tx.Issue(ctx, "", of.ID())
			require.NoError(b, err)
			if !found {
				_, _, err := tx.Tombstone(ctx, "", of.ID())
				require.NoError(b, err)
				i = issue.Issue{ID: of.ID(), Identity: of, Path: "v1:path" + of.Fingerprint}
			}
			release, _, err := tx.BookRelease(ctx, of, "1.4.0", now)
			require.NoError(b, err)
			_, err = tx.AddRelease(ctx, "", i.ID, Release{Release: release, Count: 1, Observed: 1, FirstSeen: now, LastSeen: now})
			require.NoError(b, err)
			require.NoError(b, tx.AddCounts(ctx, "", i.ID, Count{Time: now, Release: release, Count: 1, Observed: 1}))
			next, change, err := issue.Transition(i, issue.Event{Type: issue.EventSeen, At: now, Seen: issue.Seen{
				Count: 1, Observed: 1, First: now, Last: now, Releases: 1, Title: "ValueError: no", Culprit: "shop.pay",
			}}, policy)
			require.NoError(b, err)
			body := []byte("{}")
			if !found {
				body = bodies[k%len(bodies)]
				for _, slot := range []string{SlotFirst, SlotLatest, SlotOfRelease(release)} {
					require.NoError(b, tx.PutExemplar(ctx, "", i.ID, Exemplar{Slot: slot, Release: release, Time: now, Body: body}))
				}
			}
			if change != nil {
				require.NoError(b, tx.AppendStep(ctx, "", i.ID, change.Step))
				require.NoError(b, tx.Append(ctx, &outbox.Entry{ChangeID: change.ID, IssueID: i.ID, Version: next.Version, At: now, Body: append(body, ' ')}))
			}
			require.NoError(b, tx.SaveIssue(ctx, next, next.Due(policy)))
		}
		require.NoError(b, tx.SetFlushed(ctx, "a", number))
	})
}

// onBoth measures on an empty store of each database, for each number of issues.
func onBoth(b *testing.B, numbers []int, measure func(b *testing.B, db *DB, n int)) {
	for _, on := range []struct {
		name string
		open opener
	}{{"SQLite", openFile}, {"PostgreSQL", openPostgres}} {
		for _, n := range numbers {
			b.Run(fmt.Sprintf("%s/%d", on.name, n), func(b *testing.B) { measure(b, on.open(b, Retention{}), n) })
		}
	}
}

// BenchmarkFlush_KnownIssues is the steady state: so many issues were seen since the last flush.
func BenchmarkFlush_KnownIssues(b *testing.B) {
	onBoth(b, []int{50, 1_000}, func(b *testing.B, db *DB, n int) {
		flush(b, db, 1, 0, n, start)
		number := int64(1)
		for b.Loop() {
			number++
			flush(b, db, number, 0, n, start.Add(time.Duration(number)*time.Second))
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/issue")
	})
}

// BenchmarkFlush_NewIssues is the worst second: that many errors nobody has seen before.
func BenchmarkFlush_NewIssues(b *testing.B) {
	onBoth(b, []int{1, 50, 10_000}, func(b *testing.B, db *DB, n int) {
		number := int64(0)
		for b.Loop() {
			number++
			flush(b, db, number, int(number)*n, n, start)
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/issue")
	})
}

// BenchmarkIssues is the first page of a full store.
func BenchmarkIssues(b *testing.B) {
	db := openFile(b, Retention{})
	const n = 100_000
	update(b, db, func(tx *Tx) {
		for k := range n {
			require.NoError(b, tx.SaveIssue(b.Context(), newIssue(k, start.Add(time.Duration(k)*time.Second)), time.Time{}))
		}
	})
	for name, q := range map[string]Query{
		"first page": {Limit: 50}, "by state that none has": {Limit: 50, States: []issue.State{issue.StateResolved}},
		"by text that none has": {Limit: 50, Text: "nowhere"},
		"deep":                  {Limit: 50, After: Position{LastSeen: start.Add(time.Hour), ID: "a"}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, err := db.Issues(b.Context(), q)
				require.NoError(b, err)
			}
		})
	}
	b.Run("trim with nothing to do", func(b *testing.B) {
		for b.Loop() {
			_, err := db.Trim(b.Context(), start)
			require.NoError(b, err)
		}
	})
}
