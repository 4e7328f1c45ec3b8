package issue

import "time"

// What happens around an issue that a detector found.

// FindingLapse is how long a finding stays open that its detector reports neither again nor as over: the detector may have
// forgotten it.
const FindingLapse = 7 * 24 * time.Hour

// alarm opens an issue.
func alarm(i *Issue, ev Event, _ Policy) (effect, error) {
	if ev.Finding == nil {
		return effect{}, nil
	}
	i.found(ev)
	i.enter(StateNew, ev, ReasonAlarm)
	return effect{kind: ChangeOpened, reason: ReasonAlarm}, nil
}

// renew is a detector that reports what is open. Others are told by the rules for occurrences.
func renew(i *Issue, ev Event, p Policy) (effect, error) {
	if ev.Finding == nil || !ev.Finding.brings(i.Finding, p.UpdateAtLeastEvery) {
		return effect{}, nil
	}
	i.found(ev)
	return i.news(ev.At, p), nil
}

// renewMuted counts a report in silence, until a condition is reached.
func renewMuted(i *Issue, ev Event, p Policy) (effect, error) {
	if ev.Finding == nil || !ev.Finding.brings(i.Finding, p.UpdateAtLeastEvery) {
		return effect{}, nil
	}
	m := i.ownMute()
	i.found(ev)
	if m.Rate.Count > 0 {
		m.Recent = m.Recent.add(ev.At, m.Rate.Per, 1)
	}
	if reason := m.ended(i, ev); reason != "" {
		return i.endMute(StateOngoing, ev, reason), nil
	}
	return effect{}, nil
}

// alarmAgain reopens an issue. What was decided before the issue was resolved proves nothing.
func alarmAgain(i *Issue, ev Event, _ Policy) (effect, error) {
	f := ev.Finding
	if f == nil || !f.DecidedAt.After(i.Resolution.At) {
		return effect{}, nil
	}
	proof := Proof{
		Verdict: VerdictFoundAgain, Release: f.Release, SeenAt: f.DecidedAt, Fix: i.Resolution,
		Words: "found again after the issue was resolved",
	}
	reason := ReasonAlarmAgain
	switch {
	case i.Observed == 0:
		reason = ReasonForgotten
		proof.Verdict, proof.Words = VerdictForgotten, "found again after its record had been removed for space"
	case i.Resolution.Scope == ScopeRecovered:
		proof.Words = "it had recovered, and it happened again"
	}
	i.found(ev)
	i.Resolution = Resolution{}
	i.enter(StateRegressed, ev, reason)
	return effect{kind: ChangeRegressed, reason: reason, proof: &proof}, nil
}

// recovered resolves an issue, and ends a mute too: what is over needs no silence. Of issues that were merged only what was
// reported last tells that it is over.
func recovered(i *Issue, ev Event, _ Policy) (effect, error) {
	f := ev.Finding
	if f == nil || i.Finding == nil || f.Incident != i.Finding.Incident || f.DecidedAt.Before(i.Finding.DecidedAt) {
		return effect{}, nil
	}
	did := effect{kind: ChangeResolved, reason: ReasonRecovered, meanwhile: i.Meanwhile()}
	i.Finding = f.over(i.Finding)
	i.Resolution, i.Mute = Resolution{Scope: ScopeRecovered, At: f.DecidedAt}, nil
	i.enter(StateResolved, ev, ReasonRecovered)
	return did, nil
}

// found takes up a report: it counts as one occurrence, and what it says is what the issue says.
func (i *Issue) found(ev Event) {
	f := ev.Finding
	releases := i.Releases
	if f.Release != "" && f.Release != i.LastRelease {
		releases++
	}
	i.add(Event{At: ev.At, Seen: Seen{
		Count: 1, Observed: 1, First: f.Onset, Last: f.DecidedAt, FirstRelease: f.Release, LastRelease: f.Release,
		Releases: releases, GroupReason: GroupIncident, Level: f.Tier.Level(),
	}})
	if i.FirstRelease == "" && !f.Onset.After(i.FirstSeen) { // it was not suspected at once
		i.FirstRelease = f.Release
	}
	i.Finding = f
	i.Title, i.Culprit, i.GroupReason, i.Level = f.Title(i.Service), f.subject(i.Service), GroupIncident, f.Tier.Level()
}

// GroupIncident is the reason why findings are one issue: they are about the same.
const GroupIncident = "incident"

// lapses says how long after it was last reported an issue is resolved by time, and why; 0: never.
func (i *Issue) lapses(p Policy) (after time.Duration, reason Reason) {
	if i.Finding != nil {
		return FindingLapse, ReasonNotRenewed
	}
	return p.ResolveAfterQuiet, ReasonQuiet
}
