package series

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
)

// punch adds the holes of a table with the columns series, from, to and why. Holes of series that are not there are left out.
func punch(all []*Series, r io.Reader) error {
	in := csv.NewReader(r)
	in.FieldsPerRecord = 4
	table, err := in.ReadAll()
	if err != nil {
		return err
	}
	if len(table) == 0 || !slices.Equal(table[0], []string{"series", "from", "to", "why"}) {
		return fmt.Errorf("its header must be series,from,to,why")
	}
	for i, cells := range table[1:] {
		from, err := Instant(cells[1])
		if err != nil {
			return fmt.Errorf("line %d: %w", i+2, err)
		}
		to, err := Instant(cells[2])
		if err != nil {
			return fmt.Errorf("line %d: %w", i+2, err)
		}
		if !from.Before(to) {
			return fmt.Errorf("line %d: it ends before it begins", i+2)
		}
		for _, s := range all {
			if s.Name == cells[0] {
				s.Holes = append(s.Holes, Hole{from, to, cells[3]})
			}
		}
	}
	for _, s := range all {
		s.Holes = apart(s.Holes)
	}
	return nil
}

// apart orders holes and makes one of those that overlap.
func apart(holes []Hole) []Hole {
	slices.SortStableFunc(holes, func(a, b Hole) int { return a.From.Compare(b.From) })
	out := holes[:0]
	for _, h := range holes {
		if n := len(out); n > 0 && h.From.Before(out[n-1].To) {
			if h.To.After(out[n-1].To) {
				out[n-1].To = h.To
			}
			if h.Why != out[n-1].Why {
				out[n-1].Why += "; " + h.Why
			}
			continue
		}
		out = append(out, h)
	}
	return out
}

// NoRows is why a time is a hole in which rows are missing.
const NoRows = "no rows"
