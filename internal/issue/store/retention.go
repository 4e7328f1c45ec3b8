package store

import (
	"cmp"
	"time"
)

// Retention is how much is kept. A zero field means its default (NewDefaultRetention).
type Retention struct {
	// MaxIssues is the number of issues of all tenants. Over it the longest quiet resolved issue goes
	// first, then the longest quiet of any state; each leaves a tombstone.
	MaxIssues int
	// MaxTombstones is the number of tombstones. Over it the oldest goes, and its issue is new when it returns.
	MaxTombstones int
	// MaxFolds is the number of ids that stand for the issue of their path because its messages vary. Over
	// it the oldest goes.
	MaxFolds int
	// MaxExemplars is the number of occurrences kept of one issue.
	MaxExemplars int
	// MaxReleasesPerService is how many releases of one service are told apart.
	MaxReleasesPerService int
	// MinutesFor, HoursFor and DaysFor say how long counts are kept per minute, hour and day.
	MinutesFor, HoursFor, DaysFor time.Duration
	// MaxAge and MaxChanges bound the log of changes. A destination that falls behind loses the oldest.
	MaxAge     time.Duration
	MaxChanges int
	// RefusedFor and MaxRefused bound what is kept of the changes that a destination refused. Over it
	// the oldest goes.
	RefusedFor time.Duration
	MaxRefused int
	// ForgetDestinationAfter is how long a cursor is kept that nobody saves.
	ForgetDestinationAfter time.Duration
}

// NewDefaultRetention returns the documented defaults.
func NewDefaultRetention() Retention {
	const day = 24 * time.Hour
	return Retention{
		MaxIssues:              100_000,
		MaxTombstones:          1_000_000,
		MaxFolds:               100_000,
		MaxExemplars:           10,
		MaxReleasesPerService:  200,
		MinutesFor:             48 * time.Hour,
		HoursFor:               90 * day,
		DaysFor:                2 * 365 * day,
		MaxAge:                 168 * time.Hour,
		MaxChanges:             100_000,
		RefusedFor:             30 * day,
		MaxRefused:             1_000,
		ForgetDestinationAfter: 90 * day,
	}
}

func (r Retention) withDefaults() Retention {
	d := NewDefaultRetention()
	return Retention{
		MaxIssues:              cmp.Or(r.MaxIssues, d.MaxIssues),
		MaxTombstones:          cmp.Or(r.MaxTombstones, d.MaxTombstones),
		MaxFolds:               cmp.Or(r.MaxFolds, d.MaxFolds),
		MaxExemplars:           cmp.Or(r.MaxExemplars, d.MaxExemplars),
		MaxReleasesPerService:  cmp.Or(r.MaxReleasesPerService, d.MaxReleasesPerService),
		MinutesFor:             cmp.Or(r.MinutesFor, d.MinutesFor),
		HoursFor:               cmp.Or(r.HoursFor, d.HoursFor),
		DaysFor:                cmp.Or(r.DaysFor, d.DaysFor),
		MaxAge:                 cmp.Or(r.MaxAge, d.MaxAge),
		MaxChanges:             cmp.Or(r.MaxChanges, d.MaxChanges),
		RefusedFor:             cmp.Or(r.RefusedFor, d.RefusedFor),
		MaxRefused:             cmp.Or(r.MaxRefused, d.MaxRefused),
		ForgetDestinationAfter: cmp.Or(r.ForgetDestinationAfter, d.ForgetDestinationAfter),
	}
}

// keptFor returns how long each of steps is kept.
func (r Retention) keptFor() [len(steps)]time.Duration {
	return [...]time.Duration{r.MinutesFor, r.HoursFor, r.DaysFor}
}
