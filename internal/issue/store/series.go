package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrStep says that counts cannot be summed into steps of this length.
var ErrStep = errors.New("the step must be a multiple of a minute")

// Rows of a series are summed by the database; t is never negative here, so that integer division
// rounds down.
const selectCounts = `SELECT t / ? * ? AS start, release, SUM(count), CAST(SUM(observed) AS BIGINT) FROM counts
	WHERE tenant = ? AND issue_id IN ` + family + ` AND step = ? AND t >= ? AND t < ?
	GROUP BY start, release ORDER BY start, release`

// Counts returns the counts of an issue by time, then by release; steps without occurrences are left
// out. They come from the finest granularity that divides the step and is kept back to the start of
// the series; when none is, from the one that is kept for longest.
func (db *DB) Counts(ctx context.Context, s Series) ([]Count, error) {
	if s.Step <= 0 || s.Step%steps[0] != 0 {
		return nil, fmt.Errorf("%w: it is %s", ErrStep, s.Step)
	}
	from := stepStart(max(nanos(s.From), 0), s.Step)
	step := db.retention.granularity(s.Step, s.Now.Sub(time.Unix(0, from)))
	values := append(args{int64(s.Step), int64(s.Step), s.Tenant}, familyArgs(s.Tenant, s.ID)...)
	rows, err := db.readers.QueryContext(ctx, selectCounts, append(values, int64(step), from, nanos(s.To))...)
	if err != nil {
		return nil, fmt.Errorf("read the counts of %s: %w", s.ID, err)
	}
	return collect(rows, func(scan func(...any) error) (c Count, err error) {
		var t int64
		err = scan(&t, &c.Release, &c.Count, &c.Observed)
		c.Time = time.Unix(0, t).UTC()
		return c, err
	})
}

// granularity returns the finest of steps that divides the step and is kept for the age; when none
// is, the coarsest that divides it.
func (r Retention) granularity(step, age time.Duration) time.Duration {
	best := steps[0]
	for i, kept := range r.keptFor() {
		if step%steps[i] != 0 {
			break
		}
		best = steps[i]
		if age <= kept {
			break
		}
	}
	return best
}
