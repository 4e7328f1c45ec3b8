package series

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

type row struct {
	at    time.Time
	count float64
}

var layouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04"}

// Instant reads a time as the files write it; without an offset it is UTC.
func Instant(text string) (time.Time, error) {
	for _, layout := range layouts {
		if at, err := time.ParseInLocation(layout, strings.TrimSpace(text), time.UTC); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time: it must be as 2006-01-02T15:04:05Z", text)
}

// rows reads a table with the columns time and count among others, ordered by time.
func rows(r io.Reader) ([]row, error) {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	head, err := in.Read()
	if err != nil {
		return nil, errors.New("there is no header")
	}
	when, many := slices.Index(head, "time"), slices.Index(head, "count")
	if when < 0 || many < 0 {
		return nil, errors.New("the header has no columns time and count")
	}
	var out []row
	for line := 2; ; line++ {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		at, err := Instant(cells[when])
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		count, err := strconv.ParseFloat(strings.TrimSpace(cells[many]), 64)
		if err != nil || count < 0 || math.IsInf(count, 0) || count != math.Trunc(count) {
			return nil, fmt.Errorf("line %d: %q is no number of events", line, cells[many])
		}
		out = append(out, row{at, count})
	}
	slices.SortStableFunc(out, func(a, b row) int { return a.at.Compare(b.at) })
	return out, nil
}
