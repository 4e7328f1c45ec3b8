package series

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	week       = 7 * 24 * time.Hour
	shortest   = 5 * week
	longestBin = time.Hour
)

// grid puts rows into equal intervals, as long as most steps between rows. Rows that are missing count nothing and are holes.
func grid(rows []row) (*Series, error) {
	if len(rows) < 3 {
		return nil, errors.New("there are fewer than three rows")
	}
	steps := make([]time.Duration, 0, len(rows)-1)
	for i, r := range rows[1:] {
		steps = append(steps, r.at.Sub(rows[i].at))
	}
	slices.Sort(steps)
	bin := steps[len(steps)/2]
	if bin <= 0 || bin > longestBin {
		return nil, fmt.Errorf("its interval is %v: it must be at most %v", bin, longestBin)
	}
	if long := rows[len(rows)-1].at.Sub(rows[0].at) + bin; long < shortest {
		return nil, fmt.Errorf("it is %.1f weeks long: three are learned from and two are needed to judge", long.Hours()/week.Hours())
	}
	s := &Series{Start: rows[0].at, Bin: bin}
	for _, r := range rows {
		at := int((r.at.Sub(s.Start) + bin/2) / bin)
		if at < len(s.Counts) {
			return nil, fmt.Errorf("two rows are of the interval at %s", r.at.Format(time.RFC3339))
		}
		if missing := at - len(s.Counts); missing > 0 {
			s.Holes = append(s.Holes, Hole{s.End(), s.End().Add(time.Duration(missing) * bin), NoRows})
			s.Counts = append(s.Counts, make([]float64, missing)...)
		}
		s.Counts = append(s.Counts, r.count)
	}
	if s.Mean() == 0 {
		return nil, errors.New("there are no events")
	}
	return s, nil
}
