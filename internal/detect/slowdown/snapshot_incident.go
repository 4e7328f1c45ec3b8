package slowdown

import (
	"encoding/json"
	"slices"
	"time"

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

func (d *Detector) save(t *told) savedIncident {
	out := savedIncident{Finding: t.finding, At: t.at, Ended: t.ended, Half: t.half, First: t.first}
	for _, id := range t.operations[:min(len(t.operations), childrenMax+1)] {
		out.Operations = append(out.Operations, d.key(d.operations[id]))
	}
	return out
}

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
