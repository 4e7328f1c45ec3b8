package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func suiteReleases(t *testing.T, open opener) {
	seen := func(release string, count float64, first, last time.Time) Release {
		return Release{Release: release, Count: count, Observed: int64(count), FirstSeen: first, LastSeen: last}
	}
	t.Run("occurrences add up and times widen", func(t *testing.T) {
		db := open(t, Retention{})
		id, hour := identity(1).ID(), start.Add(time.Hour)
		update(t, db, func(tx *Tx) {
			for _, c := range []struct {
				release Release
				fresh   bool
			}{
				{seen("2", 1, hour, hour), true},
				{seen("1", 2, start, start), true},
				{seen("2", 3, hour.Add(-time.Minute), hour.Add(time.Minute)), false},
				{seen("2", 1, hour, hour), false},
				{seen("", 1, hour.Add(2*time.Hour), hour.Add(2*time.Hour)), false},
			} {
				fresh, err := tx.AddRelease(t.Context(), "", id, c.release)
				require.NoError(t, err)
				require.Equal(t, c.fresh, fresh, c.release)
			}
			got, err := tx.Releases(t.Context(), "", id)
			require.NoError(t, err)
			require.Equal(t, []Release{
				seen("1", 2, start, start),
				seen("2", 5, hour.Add(-time.Minute), hour.Add(time.Minute)),
				seen("", 1, hour.Add(2*time.Hour), hour.Add(2*time.Hour)),
			}, got)
		})
	})
	t.Run("over the limit the release not seen for longest goes", func(t *testing.T) {
		db := open(t, Retention{MaxReleasesPerService: 3})
		id := identity(1).ID()
		update(t, db, func(tx *Tx) {
			for n := range 10 {
				at := start.Add(time.Duration(n) * time.Minute)
				fresh, err := tx.AddRelease(t.Context(), "", id, seen(fmt.Sprint(n), 1, at, at))
				require.NoError(t, err)
				require.True(t, fresh)
			}
			got, err := tx.Releases(t.Context(), "", id)
			require.NoError(t, err)
			require.Len(t, got, 5, "three, the one without a name and the one for all others")
			require.Equal(t, "5", got[0].Release)
		})
	})
}

func suiteBookings(t *testing.T, open opener) {
	payment := identity(1)
	type booking struct {
		release  string
		at       time.Time
		want     string
		overflow bool
	}
	day := start.Add(24 * time.Hour)
	two := []booking{{"1", start, "1", false}, {"2", start.Add(time.Second), "2", false}}
	for _, c := range []struct {
		name string
		all  []booking
	}{
		{"releases keep their name up to the limit", two},
		{"one over the limit is counted with all others", append(two, booking{"3", start, OtherRelease, true})},
		{"one that is known keeps its name at the limit", append(two, booking{"1", start, "1", false})},
		{"one idle for a day makes room", append(two, booking{"3", day, "3", false}, booking{"2", day, "2", false}, booking{"1", day, OtherRelease, true})},
		{"one seen within the day makes none", append(two, booking{"1", start.Add(time.Hour), "1", false}, booking{"2", start.Add(time.Hour), "2", false}, booking{"3", day, OtherRelease, true})},
		{"no release stays none", append(two, booking{"", start, "", false})},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := open(t, Retention{MaxReleasesPerService: 2})
			for _, fresh := range []bool{false, true} { // from the cache, and as another process would
				for _, b := range c.all {
					update(t, db, func(tx *Tx) {
						if fresh {
							db.bookings.forget()
						}
						name, overflow, err := tx.BookRelease(t.Context(), payment, b.release, b.at)
						require.NoError(t, err)
						require.Equal(t, b.want, name)
						require.Equal(t, b.overflow, overflow)
					})
				}
				update(t, db, func(tx *Tx) {
					db.bookings.forget()
					_, err := tx.exec(t.Context(), "DELETE FROM releases")
					require.NoError(t, err)
				})
			}
		})
	}
	t.Run("the limit is per service and environment", func(t *testing.T) {
		db := open(t, Retention{MaxReleasesPerService: 1})
		update(t, db, func(tx *Tx) {
			for _, of := range []struct{ service, environment string }{{"payment", "production"}, {"cart", "production"}, {"payment", "staging"}} {
				id := payment
				id.Service, id.Environment = of.service, of.environment
				_, overflow, err := tx.BookRelease(t.Context(), id, of.service+of.environment, start)
				require.NoError(t, err)
				require.False(t, overflow)
			}
		})
	})
	t.Run("what was rolled back was not booked", func(t *testing.T) {
		db := open(t, Retention{MaxReleasesPerService: 1})
		_ = db.Update(t.Context(), func(tx *Tx) error {
			_, _, err := tx.BookRelease(t.Context(), payment, "1", start)
			require.NoError(t, err)
			return ErrStale
		})
		update(t, db, func(tx *Tx) {
			name, _, err := tx.BookRelease(t.Context(), payment, "2", start)
			require.NoError(t, err)
			require.Equal(t, "2", name)
		})
	})
	t.Run("a release seen all the time is written once a minute", func(t *testing.T) {
		db := open(t, Retention{})
		for n := range 120 {
			update(t, db, func(tx *Tx) {
				_, _, err := tx.BookRelease(t.Context(), payment, "1", start.Add(time.Duration(n)*time.Second))
				require.NoError(t, err)
			})
		}
		last, err := db.number(t.Context(), "SELECT last_seen FROM releases")
		require.NoError(t, err)
		require.Equal(t, start.Add(time.Minute), fromNanos(last))
	})
}
