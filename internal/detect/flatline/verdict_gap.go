package flatline

import (
	"cmp"
	"math"
	"slices"
	"time"
)

const (
	// audible is the share of the time since Onset, weighed by sender, in which senders have to have spoken before its
	// silence is believed. The rest is what has not been exported yet.
	audible = 0.75
	// company is how long a gap waits for others whose silence is not more than usual yet, to be told together.
	company = 10 * time.Minute
	// handover is how far apart one sender may end and the one that takes its place begin.
	handover = 15 * time.Minute
)

// gap rules when nothing, or not all, could have been seen: senders are silent, or it cannot be told yet whether they are.
func (j *judgement) gap() (Ruling, bool) {
	var alive, unknown int
	next := time.Hour
	for _, s := range j.Senders {
		switch s.at(j.At, j.until) {
		case presenceAlive:
			alive++
		case presenceUnknown:
			unknown++
			next = min(next, s.due(j.At))
		}
	}
	switch {
	case len(j.Senders) == 0:
		j.observed = 0
		return j.quiet("no sender of the service is known"), true
	case alive == 0 && unknown == 0:
		j.observed = 0
		return j.whole(), true
	case unknown > 0 && j.heard() < audible:
		return j.later(next, "the senders were not heard since, but are not silent for longer than is usual"), true
	}
	return j.partial()
}

// senders are those that were there at Onset, each with its weight: its part of the events, or else of all items of the
// releases that sent the stream.
func (j *judgement) senders(yield func(SenderState, float64) bool) {
	var parts, rates, all float64
	for _, s := range j.Senders {
		if j.past(s) {
			continue
		}
		parts += counted(s.Part)
		all += counted(s.Rate)
		if slices.Contains(j.Subject.In, s.Version) {
			rates += counted(s.Rate)
		}
	}
	for _, s := range j.Senders {
		weight := 1.0
		switch {
		case j.past(s):
			continue
		case parts > 0:
			weight = counted(s.Part)
		case rates > 0 && !slices.Contains(j.Subject.In, s.Version):
			weight = 0
		case all > 0:
			weight = counted(s.Rate)
		}
		if !yield(s, weight) {
			return
		}
	}
}

// past says that a sender ended before Onset: the stream went on without it.
func (j *judgement) past(s SenderState) bool { return s.Last.Add(s.usual()).Before(j.Onset) }

// heard is the share of the time since Onset in which the senders that are not silent are known to have been there. Where
// others took the place of all that sent the stream, any of those will do.
func (j *judgement) heard() float64 {
	var sum, all, best float64
	for s, weight := range j.senders {
		if s.at(j.At, j.until) != presenceSilent {
			sum += weight * s.covered(j.Onset, j.until, j.At)
			all += weight
		}
	}
	for _, s := range j.Senders {
		if s.at(j.At, j.until) != presenceSilent {
			best = max(best, s.covered(j.Onset, j.until, j.At))
		}
	}
	if all <= 0 {
		return best
	}
	return sum / all
}

// partial rules when some senders are silent, nobody took their place, and the rest would not have been evidence enough.
func (j *judgement) partial() (Ruling, bool) {
	gone, lost := j.gone()
	if len(gone) == 0 {
		return Ruling{}, false
	}
	if j.Conditional || j.Cohort != "" { // what it is compared with was lost alike
		return Ruling{}, false
	}
	j.observed = 1 - lost
	j.expected *= j.observed
	came := j.dropped() && between(counted(j.Subject.Seen), 0.9*j.expected, 1.1*j.expected)
	if !came && j.Evidence*j.observed >= j.Threshold && j.expected >= enough {
		return Ruling{}, false
	}
	if j.expected <= 0 {
		j.observed = 0
	}
	wait := time.Hour
	if j.rate > 0 && j.observed > 0 && !came {
		more := max(j.Threshold/j.observed-j.Evidence, enough/j.observed-counted(j.Subject.Expected))
		wait = time.Duration(min(more/j.rate, 1) * float64(time.Hour))
	}
	if lost < 0.1 {
		return j.later(wait, "a few senders are silent"), true
	}
	r, ok := j.partialGap(gone, percent(lost)+" of "+j.Subject.Title+" cannot be seen")
	if !ok {
		return r, true
	}
	for _, s := range gone {
		r.Gone = append(r.Gone, GoneSender{s.Sender, s.Last})
	}
	slices.SortFunc(r.Gone, func(a, b GoneSender) int {
		return cmp.Or(cmp.Compare(a.Sender.Host, b.Sender.Host), cmp.Compare(a.Sender.Instance, b.Sender.Instance),
			cmp.Compare(a.Sender.Version, b.Sender.Version), a.Last.Compare(b.Last))
	})
	r.Gone = r.Gone[:min(len(r.Gone), childrenMax)]
	r.Wait = min(max(wait, time.Second), time.Hour)
	return r, true
}

// partialGap is the incident to which silent senders belong: that of their host when all that ran there fell silent, else that
// of their service. It is false while it cannot be told which.
func (j *judgement) partialGap(gone []SenderState, unseen string) (Ruling, bool) {
	host := sameHost(gone)
	name, machine := serviceName("gap", j.Subject.Key), hostName(j.Subject.Key.Environment, host)
	if o, ok := j.covering(name, machine); ok {
		r := j.quiet("part of a telemetry gap that was told")
		r.Into = o.Name
		return r, true
	}
	onHost := j.onHost(host)
	if onHost.wait > 0 && j.At.Sub(newest(gone)) < company {
		return j.later(onHost.wait, "others may be silent as well"), false
	}
	r := j.tell(KindGap, TierNotice, name)
	r.Children = []string{j.Subject.Title}
	if onHost.silent > 1 && onHost.silent == onHost.all {
		r.Name, r.Host, r.At = machine, host, onHost.first
		r.Words = j.words("nothing was received from host "+host+" since "+j.since(newest(gone)),
			plural(onHost.silent, "service")+" fell silent there together", unseen)
	} else {
		r.Words = j.words(j.fellSilent(gone), unseen)
	}
	return r, true
}

// gone are the senders that fell silent and were not replaced, and the share of the expected events that was lost with them.
func (j *judgement) gone() (gone []SenderState, lost float64) {
	var all, before, now, left float64
	for s, weight := range j.senders {
		all += weight
		before += counted(s.Rate)
		if s.at(j.At, j.until) == presenceSilent {
			gone = append(gone, s)
			lost += weight * (1 - s.covered(j.Onset, j.until, j.At))
			left += counted(s.Rate)
		}
	}
	for _, s := range j.Senders {
		if s.at(j.At, j.until) != presenceSilent {
			now += counted(s.Now)
		}
	}
	if all <= 0 || lost <= 0 {
		return nil, 0
	}
	// Others that took over the work send as much as all did; otherwise as much as was left. The line is halfway.
	rebalanced := left > 0 && now > before-left/2
	if rebalanced || j.replaced(gone) || j.takenOver(left/max(before, left)) {
		return nil, 0
	}
	return gone, math.Round(lost/all*1e9) / 1e9 // sums differ in the last bit by their order
}

// takenOver says that more requests of the service were seen than could be if a share of its items were lost: those that are left
// serve them all. So it is when a release that came little by little gets the rest of the traffic at last.
func (j *judgement) takenOver(lost float64) bool {
	f := j.entries()
	return f.known() && j.left(f) > 1-lost/2 && atLeast(f.seen, 1.1*(1-lost)*f.expected) < 0.01
}

// replaced says that as many senders began when these ended, or that they were the last of their release and those of
// another one began: there may be fewer of it, but they do all the work.
func (j *judgement) replaced(gone []SenderState) bool {
	arrived, left, released := 0, false, false
	for _, s := range j.Senders {
		if s.at(j.At, j.until) == presenceSilent {
			continue
		}
		for _, g := range gone {
			if s.First.Sub(g.Last).Abs() <= handover {
				arrived++
				released = released || s.Version != g.Version
				break
			}
		}
		left = left || slices.ContainsFunc(gone, func(g SenderState) bool { return s.Version == g.Version })
	}
	return arrived >= len(gone) || (released && !left)
}

// sameHost is the host of all these senders, "" when there are several.
func sameHost(senders []SenderState) string {
	for _, s := range senders {
		if s.Host != senders[0].Host {
			return ""
		}
	}
	if len(senders) == 0 {
		return ""
	}
	return senders[0].Host
}
