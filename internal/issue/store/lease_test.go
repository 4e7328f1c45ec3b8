package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
)

func take(t *testing.T, db *DB, holder string) (Lease, bool) {
	t.Helper()
	l, held, err := db.TakeLease(t.Context(), "destination slack", holder, time.Hour)
	require.NoError(t, err)
	return l, held
}

// expire is what time does to all leases.
func expire(t *testing.T, db *DB) {
	t.Helper()
	_, err := db.readers.ExecContext(t.Context(), "UPDATE leases SET until = 1")
	require.NoError(t, err)
}

func TestLease_OneProcessHasItUntilItEnds(t *testing.T) {
	fleet := openFleet(t, 2, Retention{})
	first, held := take(t, fleet[0], "a")
	require.True(t, held)
	_, held = take(t, fleet[1], "b")
	require.False(t, held)
	again, held := take(t, fleet[0], "a")
	require.True(t, held)
	require.Equal(t, first, again, "renewed, and the same")

	expire(t, fleet[0])
	second, held := take(t, fleet[1], "b")
	require.True(t, held)
	require.Greater(t, second.Token, first.Token)
	_, held = take(t, fleet[0], "a")
	require.False(t, held)

	require.NoError(t, fleet[0].EndLease(t.Context(), first), "who has it no longer ends nothing")
	_, held = take(t, fleet[0], "a")
	require.False(t, held)
	require.NoError(t, fleet[1].EndLease(t.Context(), second))
	_, held = take(t, fleet[0], "a")
	require.True(t, held)
}

func TestLease_FencesTheCursor(t *testing.T) {
	fleet := openFleet(t, 2, Retention{})
	first, _ := take(t, fleet[0], "a")
	require.NoError(t, fleet[0].SaveCursor(t.Context(), "slack", 3, start, first))
	expire(t, fleet[0])
	require.NoError(t, fleet[0].SaveCursor(t.Context(), "slack", 4, start, first), "nobody has taken over")
	second, _ := take(t, fleet[1], "b")

	require.ErrorIs(t, fleet[0].SaveCursor(t.Context(), "slack", 9, start, first), ErrLeaseLost)
	refusal := outbox.Refusal{Seq: 9, ChangeID: "x-9", RefusedAt: start, Reason: "too_large"}
	require.ErrorIs(t, fleet[0].Refuse(t.Context(), "slack", refusal, first), ErrLeaseLost)
	require.Zero(t, rows(t, fleet[0], "refused"))
	require.NoError(t, fleet[1].SaveCursor(t.Context(), "slack", 5, start, second))
	seq, _, err := fleet[0].Cursor(t.Context(), "slack")
	require.NoError(t, err)
	require.EqualValues(t, 5, seq)
}

func TestLease_OneThatNobodyTakesIsForgotten(t *testing.T) {
	fleet := openFleet(t, 1, Retention{})
	take(t, fleet[0], "a")
	_, err := fleet[0].Trim(t.Context(), start)
	require.NoError(t, err)
	require.EqualValues(t, 1, rows(t, fleet[0], "leases"))
	expire(t, fleet[0])
	_, err = fleet[0].Trim(t.Context(), start)
	require.NoError(t, err)
	require.Zero(t, rows(t, fleet[0], "leases"))
}

func TestLease_AStoreInAFileIsAlwaysHeld(t *testing.T) {
	db := openFile(t, Retention{})
	for _, holder := range []string{"a", "b"} {
		l, held := take(t, db, holder)
		require.True(t, held)
		require.NoError(t, db.SaveCursor(t.Context(), "slack", 1, start, l))
		require.NoError(t, db.EndLease(t.Context(), l))
	}
	require.Zero(t, rows(t, db, "leases"))
}

func TestSecret_TheFirstOneStays(t *testing.T) {
	fleet := openFleet(t, 2, Retention{})
	for _, db := range fleet {
		secret, err := db.Secret(t.Context(), "key", "of "+map[*DB]string{fleet[0]: "a", fleet[1]: "b"}[db])
		require.NoError(t, err)
		require.Equal(t, "of a", secret)
	}
}
