package store

import (
	"context"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// steps are the lengths of time that are counted, finest first. How long each is kept stands in
// Retention.
var steps = [...]time.Duration{time.Minute, time.Hour, 24 * time.Hour}

// One statement for all steps: three would take three times as long to get to the database.
const addCounts = `INSERT INTO counts (step, t, tenant, issue_id, release, count, observed)
	VALUES (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (step, t, tenant, issue_id, release)
	DO UPDATE SET count = counts.count + excluded.count, observed = counts.observed + excluded.observed`

// AddCounts adds occurrences at a time, in a release whose name BookRelease has given, to the rows of
// their minute, hour and day.
func (tx *Tx) AddCounts(ctx context.Context, tenant string, id issue.ID, c Count) error {
	values := make(args, 0, 7*len(steps))
	for _, step := range steps {
		values = append(values, int64(step), stepStart(nanos(c.Time), step), tenant, string(id), c.Release, c.Count, c.Observed)
	}
	if _, err := tx.exec(ctx, addCounts, values...); err != nil {
		return fmt.Errorf("count for %s: %w", id, err)
	}
	return nil
}

// stepStart returns the start of the step that holds t, in unix nanoseconds. Steps are aligned to the
// epoch; times before it belong to the step below.
func stepStart(t int64, step time.Duration) int64 {
	rest := t % int64(step)
	if rest < 0 {
		rest += int64(step)
	}
	return t - rest
}
