package slowdown

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
	"github.com/tidemark-otel/tidemark/internal/detect/record"
)

// savedIncident is an incident at rest.
type savedIncident struct {
	Finding    Finding
	Operations []Key
	At, Ended  int64
	Half       float64
	First      float64
}

// record is that of an incident, without the last operations, children and words where it would be too long.
func (d *Detector) record(t *told) []byte {
	return record.Fit(childrenMax, func(keep int) ([]byte, error) {
		out := savedIncident{Finding: t.finding, At: t.at, Ended: t.ended, Half: t.half, First: t.first}
		for _, id := range first(t.operations, keep+1) {
			out.Operations = append(out.Operations, d.key(d.operations[id]))
		}
		f := &out.Finding
		f.Children, f.Words, f.Growth = first(f.Children, keep), first(f.Words, keep), first(f.Growth, keep)
		if keep == 0 {
			f.Plot = latency.Plot{}
		}
		return json.Marshal(out)
	})
}

func first[T any](all []T, n int) []T { return all[:min(len(all), n)] }

func (d *Detector) reopen(data []byte, saved time.Time) error {
	var one savedIncident
	if err := json.Unmarshal(data, &one); err != nil || one.Finding.Incident == "" || len(one.Operations) == 0 || one.At < 0 || one.Ended < 0 ||
		one.Finding.Kind == 0 || one.Finding.Kind > KindDrift || len(one.Operations) > childrenMax+1 {
		return record.ErrFormat
	}
	now := nanos(saved)
	t := &told{finding: one.Finding, at: min(one.At, now), ended: min(one.Ended, now), half: one.Half, first: one.First, checked: now}
	for _, k := range one.Operations {
		if id := d.Operation(k, saved); id != 0 {
			t.operations = append(t.operations, id)
		}
	}
	if len(t.operations) == 0 || len(d.incidents) >= incidentMax {
		return nil
	}
	t.service, t.saved = d.operations[t.operations[0]].service, t.at
	d.incidents = slices.DeleteFunc(d.incidents, func(o *told) bool { return o.finding.Incident == t.finding.Incident })
	d.incidents = append(d.incidents, t)
	return nil
}
