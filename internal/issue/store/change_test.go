package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
)

func suiteChanges(t *testing.T, open opener) {
	seqs := func(t *testing.T, db *DB, after int64, limit int) (all []int64) {
		entries, err := db.Changes(t.Context(), after, limit)
		require.NoError(t, err)
		for _, e := range entries {
			all = append(all, e.Seq)
		}
		return all
	}
	ends := func(t *testing.T, db *DB) [2]int64 {
		first, err := db.FirstSeq(t.Context())
		require.NoError(t, err)
		last, err := db.LastSeq(t.Context())
		require.NoError(t, err)
		return [2]int64{first, last}
	}
	t.Run("every field comes back", func(t *testing.T) {
		db := open(t, Retention{})
		want := outbox.Entry{
			ChangeID: "x-3", IssueID: "x", Version: 3, Kind: issue.ChangeRegressed, At: start, ReceivedAt: start.Add(-time.Second),
			IssueKind: issue.KindError, Level: exception.LevelFatal, Service: "payment", Environment: "production", Body: []byte(`{"a":1}`),
		}
		update(t, db, func(tx *Tx) { require.NoError(t, tx.Append(t.Context(), &want)) })
		require.EqualValues(t, 1, want.Seq)
		got, err := db.Changes(t.Context(), 0, 10)
		require.NoError(t, err)
		require.Equal(t, []outbox.Entry{want}, got)
	})
	t.Run("numbers rise by one and are read in order", func(t *testing.T) {
		db := open(t, Retention{})
		require.Equal(t, [2]int64{1, 0}, ends(t, db))
		appendChanges(t, db, 5, start)
		require.Equal(t, []int64{1, 2, 3, 4, 5}, seqs(t, db, 0, 10))
		require.Equal(t, []int64{3, 4}, seqs(t, db, 2, 2))
		require.Empty(t, seqs(t, db, 5, 10))
		require.Equal(t, [2]int64{1, 5}, ends(t, db))
	})
	t.Run("a change that is rolled back leaves no hole", func(t *testing.T) {
		db := open(t, Retention{})
		_ = db.Update(t.Context(), func(tx *Tx) error {
			require.NoError(t, tx.Append(t.Context(), &outbox.Entry{ChangeID: "x-1", Body: []byte("{}")}))
			return ErrStale
		})
		appendChanges(t, db, 1, start)
		require.Equal(t, []int64{1}, seqs(t, db, 0, 10))
	})
	t.Run("numbers are not used again when the log is empty", func(t *testing.T) {
		db := open(t, Retention{MaxAge: time.Hour})
		appendChanges(t, db, 3, start)
		_, err := db.Trim(t.Context(), start.Add(2*time.Hour))
		require.NoError(t, err)
		require.Equal(t, [2]int64{4, 3}, ends(t, db))
		appendChanges(t, db, 1, start)
		require.Equal(t, []int64{4}, seqs(t, db, 0, 10))
	})
}

func suiteCursors(t *testing.T, open opener) {
	db := open(t, Retention{})
	cursor := func(destination string) (int64, bool) {
		seq, ok, err := db.Cursor(t.Context(), destination)
		require.NoError(t, err)
		return seq, ok
	}
	_, ok := cursor("slack")
	require.False(t, ok, "a destination is not known at first")
	for _, c := range []struct {
		name       string
		saved, now int64
	}{
		{"the beginning is a position", 0, 0},
		{"a cursor moves forward", 5, 5},
		{"and not back", 3, 5},
		{"and stays where it is", 5, 5},
	} {
		require.NoError(t, db.SaveCursor(t.Context(), "slack", c.saved, start))
		seq, ok := cursor("slack")
		require.True(t, ok)
		require.Equal(t, c.now, seq, c.name)
	}
	_, ok = cursor("sentry")
	require.False(t, ok, "each destination has its own")
}

func suiteTrimLog(t *testing.T, open opener) {
	trim := func(t *testing.T, db *DB, now time.Time) Trimmed {
		trimmed, err := db.Trim(t.Context(), now)
		require.NoError(t, err)
		return trimmed
	}
	first := func(t *testing.T, db *DB) int64 {
		seq, err := db.FirstSeq(t.Context())
		require.NoError(t, err)
		return seq
	}
	t.Run("changes over the number go, the oldest first", func(t *testing.T) {
		db := open(t, Retention{MaxChanges: 10})
		appendChanges(t, db, 10, start)
		require.Zero(t, trim(t, db, start).Changes)
		appendChanges(t, db, 3, start)
		require.EqualValues(t, 3, trim(t, db, start).Changes)
		require.EqualValues(t, 4, first(t, db))
		require.EqualValues(t, 10, rows(t, db, "outbox"))
	})
	t.Run("more than one piece goes at once", func(t *testing.T) {
		db := open(t, Retention{MaxChanges: 1})
		appendChanges(t, db, 2*trimRows+2, start)
		require.EqualValues(t, 2*trimRows+1, trim(t, db, start).Changes)
		require.EqualValues(t, 1, rows(t, db, "outbox"))
	})
	t.Run("changes over the age go", func(t *testing.T) {
		db := open(t, Retention{MaxAge: time.Hour})
		appendChanges(t, db, 2, start)
		appendChanges(t, db, 2, start.Add(30*time.Minute))
		require.Zero(t, trim(t, db, start.Add(time.Hour)).Changes)
		require.EqualValues(t, 2, trim(t, db, start.Add(time.Hour+1)).Changes)
		require.EqualValues(t, 3, first(t, db))
	})
	t.Run("what a destination has not read is counted as lost and its cursor is moved", func(t *testing.T) {
		db := open(t, Retention{MaxChanges: 10})
		appendChanges(t, db, 20, start)
		for destination, seq := range map[string]int64{"behind": 3, "new": 0, "ahead": 15, "done": 20} {
			require.NoError(t, db.SaveCursor(t.Context(), destination, seq, start))
		}
		trimmed := trim(t, db, start)
		require.EqualValues(t, 10, trimmed.Changes)
		require.Equal(t, map[string]int64{"behind": 7, "new": 10}, trimmed.Lost)
		for destination, want := range map[string]int64{"behind": 10, "new": 10, "ahead": 15, "done": 20} {
			seq, _, err := db.Cursor(t.Context(), destination)
			require.NoError(t, err)
			require.Equal(t, want, seq, destination)
		}
		require.Empty(t, trim(t, db, start).Lost, "nothing is lost twice")
	})
	t.Run("a destination that is gone is forgotten, an idle one is not", func(t *testing.T) {
		db := open(t, Retention{MaxChanges: 10, ForgetDestinationAfter: time.Hour})
		appendChanges(t, db, 20, start)
		require.NoError(t, db.SaveCursor(t.Context(), "gone", 3, start))
		require.NoError(t, db.SaveCursor(t.Context(), "idle", 20, start))
		require.Zero(t, trim(t, db, start.Add(time.Hour)).Destinations)
		require.EqualValues(t, 1, trim(t, db, start.Add(time.Hour+1)).Destinations)
		_, ok, err := db.Cursor(t.Context(), "idle")
		require.NoError(t, err)
		require.True(t, ok)
	})
}
