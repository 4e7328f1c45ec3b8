package flatline

import (
	"cmp"
	"fmt"
	"time"
)

// folded rules when the stream stopped with an incident that was told: it raises nothing of its own. An incident that has
// ended lets its streams come back first.
func (j *judgement) folded() (Ruling, bool) {
	for _, o := range j.Open {
		if !j.belongs(o) {
			continue
		}
		if !o.Ended.IsZero() && j.dropped() {
			return j.quiet("it fell short during an incident that has ended"), true
		}
		if !o.Ended.IsZero() {
			if wait := j.grace(o); wait > 0 {
				return j.later(wait, "the incident that it belonged to has just ended"), true
			}
			continue
		}
		tier := j.loud()
		if o.Kind == KindTraffic && !j.dropped() && tier > max(o.Tier, TierNotice) {
			r := j.tell(KindTraffic, tier, o.Name)
			r.Into, r.Children = o.Name, []string{j.Subject.Title}
			r.Words = j.words(j.missing(), "it stopped with the requests")
			return r, true
		}
		if o.Kind == KindTraffic || o.Tier >= tier {
			r := j.quiet("part of an incident that was told")
			r.Into = o.Name
			return r, true
		}
	}
	return Ruling{}, false
}

// belongs says that a stream is a child of an incident: both began together, or the stream during it, in the same service, or in
// one whose requests stopped as well or cannot be seen. What nobody declared also belongs to what is told louder of another
// service that failed at the time, as the mail that greets whoever signed up.
func (j *judgement) belongs(o Incident) bool {
	k := j.Subject.Key
	if o.Environment != k.Environment || o.Onset.IsZero() {
		return false
	}
	during := !j.Onset.Before(o.Onset.Add(-2 * slack(j.rate)))
	same := o.Namespace == k.Namespace && o.Service == k.Service
	switch o.Kind {
	case KindTraffic:
		own := j.entries()
		stopped := !own.known() || j.collapsed(own)
		if !o.Ended.IsZero() && j.dropped() {
			return during && j.Onset.Before(o.Ended)
		}
		return stopped && (during || together(j.Onset, j.rate, o.Onset, o.Rate))
	case KindFlatline, KindConversion:
		if o.Name == j.streamName() || !o.Ended.IsZero() && !same {
			return false
		}
		if same && together(j.Onset, j.rate, o.Onset, o.Rate) {
			return true
		}
		return !j.Subject.Declared && o.Declared && j.Onset.Sub(o.Onset).Abs() <= handover
	}
	return false
}

// grace is how long a stream has from the end of its incident until its silence counts again.
func (j *judgement) grace(o Incident) time.Duration {
	if !j.Onset.Before(o.Ended) || j.rate <= 0 {
		return 0
	}
	need := time.Duration(min(counted(j.Threshold)/j.rate, 24) * float64(time.Hour))
	return o.Ended.Add(need).Sub(j.At)
}

// together says that two streams may have stopped at one instant. A stream stops between its last event and when the next
// ones were due; three mean distances leave out one case in twenty.
func together(a time.Time, rateA float64, b time.Time, rateB float64) bool {
	return !a.After(b.Add(slack(rateB))) && !b.After(a.Add(slack(rateA)))
}

func slack(rate float64) time.Duration {
	wait := 2 * block
	if rate > 0 {
		wait += time.Duration(min(3/rate, 24) * float64(time.Hour))
	}
	return wait
}

// streamName names the incident of one stream, whatever the kind.
func (j *judgement) streamName() string {
	k := j.Subject.Key
	if k.Definition >= 0 {
		return fmt.Sprintf("stream %q", []string{k.Namespace, k.Service, k.Environment, "declared", j.Subject.Title})
	}
	return fmt.Sprintf("stream %q", []string{k.Namespace, k.Service, k.Environment, k.Signal.String(), k.Name})
}

// serviceName names the incident of a service, or of an environment when the key has no more.
func serviceName(what string, k Key) string {
	return fmt.Sprintf("%s %q", what, []string{k.Namespace, k.Service, k.Environment})
}

// hostName names the gap of a host, "" without one.
func hostName(environment, host string) string {
	if host == "" {
		return ""
	}
	return fmt.Sprintf("gap %q", []string{environment, host})
}

func byService(a, b ServiceState) int {
	return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Environment, b.Environment))
}
