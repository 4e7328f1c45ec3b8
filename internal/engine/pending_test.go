package engine

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

func TestPending_IsWrittenInOneOrder(t *testing.T) {
	p := newPending()
	add := func(id, of issue.ID, last time.Time) {
		k := &known{id: id, issue: of}
		p.sums[k] = &sum{known: k, seen: issue.Seen{Last: last}}
	}
	add("d", "b", start)
	add("c", "b", start)
	add("b", "b", start.Add(time.Second))
	add("a", "z", start)
	add("z", "a", start)
	for range 20 { // the order of a map differs each time
		var ids []issue.ID
		for _, s := range p.ordered() {
			ids = append(ids, s.known.id)
		}
		require.Equal(t, []issue.ID{"z", "c", "d", "b", "a"}, ids)
	}
}

func TestPending_IsSplitIntoTransactions(t *testing.T) {
	for name, c := range map[string]struct{ sums, minutes, pieces int }{
		"little is one":                      {3, 2, 1},
		"what just fits is one":              {atOnce, 1, 1},
		"one more begins another":            {atOnce + 1, 1, 2},
		"a sum of many minutes is not split": {2, 2 * atOnce, 2},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPending()
			for n := range c.sums {
				id := issue.ID(rune('a' + n))
				k := &known{id: id, issue: id}
				r := &releaseSum{minutes: map[int64]*minuteSum{}}
				for m := range c.minutes {
					r.minutes[int64(m)] = &minuteSum{}
				}
				p.sums[k] = &sum{known: k, releases: []*releaseSum{r}}
			}
			pieces := p.split()
			require.Len(t, pieces, c.pieces)
			var all []*sum
			for _, piece := range pieces {
				all = append(all, piece.sums...)
			}
			require.Equal(t, p.ordered(), all)
		})
	}
}

func TestFlush_InPiecesCountsEachOnce(t *testing.T) {
	f := newFixture(t)
	batch := f.errors.Begin(f.now)
	for n := range 3 * atOnce {
		r := f.record("declined")
		r.Type, r.TraceID[2], r.TraceID[3] = fmt.Sprint("Error", strings.Repeat("x", n/26), string(rune('a'+n%26))), byte(n>>8), byte(n)
		batch.Judge(&r, noAttributes{})
	}
	batch.Commit(canceledContext(t))
	require.Error(t, f.tracker.Flush(&endsAfter{Context: t.Context(), looks: 20 * atOnce}, f.now))
	some := rowsOf(t, f)
	require.Positive(t, some, "what was written before the failure stays")
	require.Less(t, some, int64(3*atOnce))
	f.flush()
	require.EqualValues(t, 3*atOnce, rowsOf(t, f))
	f.flush()
	for _, i := range f.issues() {
		require.EqualValues(t, 1, i.Observed)
	}
}

func rowsOf(t *testing.T, f *fixture) int64 {
	n, err := f.db.CountIssues(t.Context())
	require.NoError(t, err)
	return n
}

// endsAfter is a context that ends after it was looked at so often.
type endsAfter struct {
	context.Context
	looks int
}

func (e *endsAfter) Err() error {
	if e.looks--; e.looks < 0 {
		return context.Canceled
	}
	return nil
}
