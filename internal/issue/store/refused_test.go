package store

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
)

// refusal is what a destination says about the change at a position.
func refusal(seq int64, at time.Time) outbox.Refusal {
	return outbox.Refusal{
		Seq: seq, ChangeID: "x-1", IssueID: "x", Kind: issue.ChangeOpened, Title: "ValueError: 1",
		At: start, RefusedAt: at, Reason: "bad_request", Error: "the answer was 400",
	}
}

func suiteRefused(t *testing.T, open opener) {
	refused := func(t *testing.T, db *DB, destination string, limit int) (seqs []int64) {
		list, err := db.Refused(t.Context(), destination, limit)
		require.NoError(t, err)
		for _, r := range list {
			seqs = append(seqs, r.Seq)
		}
		return seqs
	}
	destinations := func(t *testing.T, db *DB) []outbox.Destination {
		list, err := db.Destinations(t.Context())
		require.NoError(t, err)
		return list
	}
	t.Run("every field comes back, and the cursor stands behind it", func(t *testing.T) {
		db := open(t, Retention{})
		require.NoError(t, db.Refuse(t.Context(), "slack", refusal(3, start.Add(time.Second))))
		got, err := db.Refused(t.Context(), "slack", 10)
		require.NoError(t, err)
		require.Equal(t, []outbox.Refusal{refusal(3, start.Add(time.Second))}, got)
		require.Equal(t, []outbox.Destination{{Name: "slack", Cursor: 3, SavedAt: start.Add(time.Second), Refused: 1}}, destinations(t, db))
	})
	t.Run("each destination has its own, the latest first", func(t *testing.T) {
		db := open(t, Retention{})
		for seq := range int64(4) {
			require.NoError(t, db.Refuse(t.Context(), "slack", refusal(seq+1, start)))
		}
		require.NoError(t, db.Refuse(t.Context(), "other", refusal(2, start)))
		require.Equal(t, []int64{4, 3}, refused(t, db, "slack", 2))
		require.Equal(t, []int64{2}, refused(t, db, "other", 10))
		require.Empty(t, refused(t, db, "none", 10))
	})
	t.Run("a refusal that is told twice counts once", func(t *testing.T) {
		db := open(t, Retention{})
		for range 2 {
			require.NoError(t, db.Refuse(t.Context(), "slack", refusal(1, start)))
		}
		require.EqualValues(t, 1, destinations(t, db)[0].Refused)
	})
	t.Run("the text of the error is cut", func(t *testing.T) {
		db := open(t, Retention{})
		r := refusal(1, start)
		r.Error = strings.Repeat("ä", outbox.MaxErrorBytes)
		require.NoError(t, db.Refuse(t.Context(), "slack", r))
		got, err := db.Refused(t.Context(), "slack", 1)
		require.NoError(t, err)
		require.Len(t, got[0].Error, outbox.MaxErrorBytes-1, "a whole number of runes, and the mark")
		require.True(t, strings.HasSuffix(got[0].Error, "ä…"))
	})
	t.Run("over the limit the oldest of a destination go, counted, and the sum stays", func(t *testing.T) {
		db := open(t, Retention{MaxRefused: 2})
		for seq := range int64(5) {
			require.NoError(t, db.Refuse(t.Context(), "slack", refusal(seq+1, start)))
		}
		require.NoError(t, db.Refuse(t.Context(), "other", refusal(1, start)))
		trimmed, err := db.Trim(t.Context(), start)
		require.NoError(t, err)
		require.EqualValues(t, 3, trimmed.Refused)
		require.Equal(t, []int64{5, 4}, refused(t, db, "slack", 10))
		require.Equal(t, []int64{1}, refused(t, db, "other", 10))
		require.EqualValues(t, 5, destinations(t, db)[1].Refused)
	})
	t.Run("they go at their age", func(t *testing.T) {
		db := open(t, Retention{RefusedFor: time.Hour})
		require.NoError(t, db.Refuse(t.Context(), "slack", refusal(1, start)))
		require.NoError(t, db.Refuse(t.Context(), "slack", refusal(2, start.Add(time.Minute))))
		trimmed, err := db.Trim(t.Context(), start.Add(time.Hour+time.Second))
		require.NoError(t, err)
		require.EqualValues(t, 1, trimmed.Refused)
		require.Equal(t, []int64{2}, refused(t, db, "slack", 10))
	})
}

func suiteBacklog(t *testing.T, open opener) {
	db := open(t, Retention{MaxChanges: 3})
	backlog := func(after int64) outbox.Backlog {
		b, err := db.Backlog(t.Context(), after)
		require.NoError(t, err)
		return b
	}
	require.Equal(t, outbox.Backlog{}, backlog(0))
	appendChanges(t, db, 2, start)
	appendChanges(t, db, 3, start.Add(time.Minute))
	require.Equal(t, outbox.Backlog{Waiting: 5, Oldest: start}, backlog(0))
	require.Equal(t, outbox.Backlog{Waiting: 2, Oldest: start.Add(time.Minute)}, backlog(3))
	require.Equal(t, outbox.Backlog{}, backlog(5))

	require.NoError(t, db.SaveCursor(t.Context(), "slow", 1, start))
	for _, lost := range []int64{1, 2} {
		_, err := db.Trim(t.Context(), start.Add(time.Minute))
		require.NoError(t, err)
		list, err := db.Destinations(t.Context())
		require.NoError(t, err)
		require.Equal(t, lost, list[0].Lost)
		appendChanges(t, db, 1, start.Add(time.Minute))
	}
}
