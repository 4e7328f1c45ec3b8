package spans

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

type row struct {
	trace, id, parent string
	service, name     string
	start, end        int64
}

// book collects rows.
type book struct {
	byName    map[string]map[int64][]float64
	names     map[string]string // one copy of each text
	tree      []row
	rows, odd int
}

const (
	minute   = int64(time.Minute)
	longDate = "2006-01-02 15:04:05"
)

var layouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05", longDate}

// replica is what Kubernetes appends to the name of a deployment to name a pod.
var replica = regexp.MustCompile(`(-[a-f0-9]{6,10})?-[a-z0-9]{5}$`)

// read takes in a table of spans, or of durations. Tables that hold neither are left out.
func (b *book) read(r io.Reader) error {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	in.FieldsPerRecord = -1
	head, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	at := make([]int, 0, 7)
	full := []string{"TraceID", "SpanID", "ParentID", "PodName", "OperationName", "StartTimeUnixNano", "EndTimeUnixNano"}
	plain := []string{"time", "operation", "duration_us"}
	parse := spanRow
	if slices.Contains(head, plain[2]) {
		full, parse = plain, plainRow
	}
	for _, column := range full {
		i := slices.Index(head, column)
		if i < 0 {
			return nil
		}
		at = append(at, i)
	}
	cells := make([]string, len(at))
	for line := 2; ; line++ {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for i, column := range at {
			if column >= len(record) {
				return fmt.Errorf("line %d has %d columns", line, len(record))
			}
			cells[i] = strings.TrimSpace(record[column])
		}
		parsed, err := parse(cells)
		if err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
		b.take(parsed)
	}
}

func spanRow(cells []string) (row, error) {
	start, err := strconv.ParseInt(cells[5], 10, 64)
	if err != nil {
		return row{}, err
	}
	end, err := strconv.ParseInt(cells[6], 10, 64)
	if err != nil {
		return row{}, err
	}
	return row{trace: cells[0], id: cells[1], parent: cells[2], service: replica.ReplaceAllString(cells[3], ""), name: cells[4], start: start, end: end}, nil
}

func plainRow(cells []string) (row, error) {
	us, err := strconv.ParseFloat(cells[2], 64)
	if err != nil {
		return row{}, err
	}
	for _, layout := range layouts {
		if at, err := time.ParseInLocation(layout, cells[0], time.UTC); err == nil {
			return row{name: cells[1], start: at.UnixNano(), end: at.UnixNano() + int64(us*1000)}, nil
		}
	}
	return row{}, fmt.Errorf("%q is no time: it must be as 2006-01-02T15:04:05Z", cells[0])
}

func (b *book) take(r row) {
	b.rows++
	if r.end <= r.start {
		b.odd++
		return
	}
	r.service, r.name, r.trace, r.id, r.parent = b.one(r.service), b.one(r.name), b.one(r.trace), strings.Clone(r.id), strings.Clone(r.parent)
	name := strings.TrimSpace(r.service + " " + r.name)
	minutes := b.byName[name]
	if minutes == nil {
		minutes = map[int64][]float64{}
		b.byName[b.one(name)] = minutes
	}
	minutes[r.start/minute] = append(minutes[r.start/minute], float64(r.end-r.start))
	if r.trace != "" {
		b.tree = append(b.tree, r)
	}
}

// one returns the same text for equal texts, and keeps none of the line it was read from.
func (b *book) one(text string) string {
	if known, ok := b.names[text]; ok {
		return known
	}
	text = strings.Clone(text)
	b.names[text] = text
	return text
}
