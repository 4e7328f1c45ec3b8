package slowdown

import (
	"fmt"
	"math"
	"slices"
	"time"
)

const (
	incidentMax = 1000
	childrenMax = 100
	// renewal is how often an incident that goes on is told again; joined ones are told after joinWait.
	renewal  = int64(time.Hour)
	joinWait = int64(5 * time.Minute)
	// gone is for how long nothing came of a release, or an instance, that is taken to be gone.
	gone = int64(10 * time.Minute)
	// forgotten is after how long without a sign of either a release or its end an incident is dropped.
	forgotten = int64(7 * 24 * time.Hour)
	// steady is for how many minutes a level has to be as before.
	steady = 5
)

// told is an incident that people know of.
type told struct {
	finding    Finding // as last told
	service    uint32
	operations []OperationID // the first is the one that it is about
	at, ended  int64
	checked    int64
	good       int // checks in a row that saw it gone
	// half is the logarithm of the duration half way between before and after.
	half float64
	// first is the logarithm of the effect as first told.
	first float64
	saved int64
}

func (t *told) open() bool { return t.ended == 0 }

// incidentName names what a finding is about.
func incidentName(f *Finding) string {
	k := f.Key
	switch f.Kind {
	case KindDrift:
		status := "ok"
		if k.Failed {
			status = "failed"
		}
		return fmt.Sprintf("operation %q", []string{k.Namespace, k.Service, k.Environment, k.Operation, status})
	case KindRegression, KindTail:
		return fmt.Sprintf("release %q", []string{k.Namespace, k.Service, k.Environment, f.Release})
	case KindBadInstance:
		return fmt.Sprintf("instance %q", []string{k.Namespace, k.Service, k.Environment, f.Instance})
	}
	return fmt.Sprintf("%s %q", f.Kind, []string{k.Namespace, k.Service, k.Environment, f.Release})
}

func (d *Detector) emit(f Finding) {
	d.stats.Findings[f.Kind]++
	d.found = append(d.found, f)
}

// report begins an incident, or adds to the one that it belongs to.
func (d *Detector) report(o *operation, f Finding, of ReleaseID) {
	for _, t := range d.incidents {
		if !t.open() || t.finding.Incident != f.Incident {
			continue
		}
		if slices.Contains(t.operations, o.id) {
			return
		}
		if math.Log(f.Effect.Ratio) > math.Log(t.finding.Effect.Ratio) && f.Tier >= t.finding.Tier {
			f.Children = append(t.finding.Children, title(&t.finding))
			f.Onset = t.finding.Onset
			t.finding = f
			t.operations = slices.Insert(t.operations, 0, o.id)
			d.measure(t)
			return
		}
		d.join(t, o, title(&f))
		return
	}
	if f.Kind == KindRegression || f.Kind == KindTail {
		if t := d.callee(o, &f, of); t != nil {
			d.join(t, o, title(&f))
			return
		}
	}
	if f.Kind == KindMixShift || f.Kind == KindColdStart {
		for _, t := range d.incidents { // said once
			if t.finding.Incident == f.Incident && d.now-t.at < int64(24*time.Hour) {
				return
			}
		}
	}
	t := d.begin(o, f)
	if t == nil {
		return
	}
	t.finding.Phase = PhaseBegan
	if f.Kind == KindColdStart {
		t.ended = d.now
	}
	d.adopt(t)
	d.emit(t.finding)
}

// begin makes an incident; the one that ended longest ago makes room.
func (d *Detector) begin(o *operation, f Finding) *told {
	d.incidents = slices.DeleteFunc(d.incidents, func(t *told) bool {
		return !t.open() && (t.finding.Incident == f.Incident || d.now-t.ended > int64(24*time.Hour))
	})
	if len(d.incidents) >= incidentMax {
		oldest := -1
		for i, t := range d.incidents {
			if !t.open() && (oldest < 0 || t.ended < d.incidents[oldest].ended) {
				oldest = i
			}
		}
		if oldest < 0 {
			d.stats.Untold++
			return nil
		}
		d.incidents = slices.Delete(d.incidents, oldest, oldest+1)
	}
	t := &told{finding: f, service: o.service, operations: []OperationID{o.id}, at: d.now, checked: d.now}
	d.measure(t)
	d.incidents = append(d.incidents, t)
	return t
}

// measure notes what the durations were before and after.
func (d *Detector) measure(t *told) {
	t.half, t.first = 0, logOf(t.finding.Effect.Ratio)
	if q := t.finding.Quantiles; len(q) > 0 && q[0].Before.Value > 0 && q[0].After.Value > 0 {
		t.half = math.Log(q[0].Before.Value*q[0].After.Value) / 2
	}
}

// join adds an operation to an incident. It is told with the next renewal, soon.
func (d *Detector) join(t *told, o *operation, child string) {
	if slices.Contains(t.operations, o.id) {
		return
	}
	t.operations = append(t.operations, o.id)
	t.good = 0
	if t.service != o.service {
		child = d.services[o.service].name + ": " + child
	}
	if len(t.finding.Children) < childrenMax && !slices.Contains(t.finding.Children, child) {
		t.finding.Children = append(t.finding.Children, child)
		t.at = min(t.at, d.now-renewal+joinWait)
	}
}

// within is the open incident that an operation belongs to, nil for none.
func (d *Detector) within(o *operation) *told {
	for _, t := range d.incidents {
		if t.open() && tier(t.finding.Kind) > TierNote && slices.Contains(t.operations, o.id) {
			return t
		}
	}
	return nil
}

// follow looks whether an incident is over, and tells that it goes on.
func (d *Detector) follow(t *told) {
	if d.now-t.checked < int64(time.Minute) {
		return
	}
	t.checked = d.now
	o := d.operations[t.operations[0]]
	if why := d.over(t, o); why != "" {
		t.good++
		if t.good >= steady || t.finding.Kind != KindDrift {
			if t.finding.Kind == KindDrift && t.finding.Release == "" && o.drift != nil {
				o.drift.Concede()
			}
			d.close(t, why)
		}
		return
	}
	t.good = 0
	if d.now-max(o.last, t.at) > forgotten {
		t.ended = d.now
		return
	}
	if d.now-t.at < renewal || tier(t.finding.Kind) == TierNote {
		return
	}
	t.at = d.now
	t.finding.Phase, t.finding.At = PhaseWentOn, at(d.now)
	if c := o.contestOf(d.releaseOf(t.service, t.finding.Release)); c != nil && c.told == t.finding.Kind {
		f := d.finding(o, c)
		t.finding.Quantiles, t.finding.Plot, t.finding.Growth, t.finding.Evidence = f.Quantiles, f.Plot, f.Growth, f.Evidence
		t.finding.Before, t.finding.After = f.Before, f.After
		if c.told == KindRegression {
			t.finding.Effect = f.Effect
		}
	}
	d.emit(t.finding)
}

func (d *Detector) close(t *told, why string) {
	t.ended, t.at = d.now, d.now
	f := t.finding
	f.Phase, f.At, f.Until = PhaseRecovered, at(d.now), at(d.now)
	f.Words = append([]string{why}, f.Words...)
	t.finding = f
	for _, op := range t.operations {
		if op == 0 {
			continue
		}
		if c := d.operations[op].contestOf(d.releaseOf(t.service, f.Release)); c != nil {
			c.told = 0
			old, fresh := c.old, c.fresh
			*c = contest{old: old, fresh: fresh, begun: d.now}
			c.Ranks.Expect(float64(d.operations[op].inflation))
		}
	}
	d.emit(f)
}

// over says why an incident has ended, "" while it has not.
func (d *Detector) over(t *told, o *operation) string {
	f := &t.finding
	id := d.releaseOf(t.service, f.Release)
	quick := t.half == 0 || o.level < t.half
	switch f.Kind {
	case KindDrift:
		if quick && o.closed > t.at-renewal && o.closed > nanos(f.Onset) {
			return o.title() + " is as quick as before"
		}
	case KindBadInstance:
		one, known := d.instanceIDs[instanceKey{id, f.Instance}]
		if known && d.now-d.instances[one].last > gone || !known && (id == 0 || d.now-d.releases[id].last > gone) {
			return "no calls of " + f.Instance + " any more"
		}
	case KindMixShift:
		if id == 0 || d.now-d.releases[id].last > gone {
			return f.Release + " is gone"
		}
	case KindRegression, KindTail:
		return d.undone(t, o, id, quick)
	}
	return ""
}

// undone says that a release is gone, and the effect with it, or that it is as quick as the other one by now.
func (d *Detector) undone(t *told, o *operation, id ReleaseID, quick bool) string {
	f := &t.finding
	if id != 0 && d.now-d.releases[id].last < gone {
		c := o.contestOf(id)
		if c == nil || c.told == 0 || f.Kind == KindTail {
			return ""
		}
		if c.now.mean()+2*ninety*c.error(&c.now) < t.first/2 {
			return f.Release + " is as quick as " + d.releases[c.old].version + " by now"
		}
		return ""
	}
	var now ReleaseID
	for _, other := range d.services[t.service].releases {
		r := &d.releases[other]
		if other != id && d.now-r.last < gone/2 && (now == 0 || r.first > d.releases[now].first) {
			now = other
		}
	}
	last := int64(0)
	if id != 0 {
		last = d.releases[id].last
	}
	if now == 0 || o.closed < last+gone/2 || f.Kind == KindRegression && !quick {
		return ""
	}
	f.GoneWith = d.releases[now].version
	if id != 0 && d.releases[now].first < d.releases[id].first {
		return "went away with " + d.releases[now].version + ", which " + f.Release + " was rolled back to"
	}
	return "went away with " + d.releases[now].version
}
