package issue

import "strings"

// What happens around an issue that is muted.

// mute begins a silence. A mute of a muted issue replaces the one it has, and counts anew.
func mute(i *Issue, ev Event, _ Policy) (effect, error) {
	if err := ev.Mute.check(ev.At); err != nil {
		return effect{}, err
	}
	i.Mute = &Mute{Conditions: ev.Mute, At: ev.At, Release: ev.Release, FromCount: i.Count, FromUsers: i.users()}
	i.enter(StateMuted, ev, ReasonByPerson)
	return effect{kind: ChangeMuted, reason: ReasonByPerson}, nil
}

func unmute(i *Issue, ev Event, _ Policy) (effect, error) {
	return i.endMute(StateOngoing, ev, ReasonByPerson), nil
}

// countMuted counts in silence, until a condition is reached. Occurrences from before the mute were under way
// when it was made and reach none.
func countMuted(i *Issue, ev Event, _ Policy) (effect, error) {
	m := i.ownMute()
	users := i.users()
	i.add(ev)
	switch {
	case !ev.Seen.Last.After(m.At):
		m.FromCount += ev.Seen.Count
		m.FromUsers += i.users() - users
	case m.Rate.Count > 0:
		m.Recent = m.Recent.add(ev.At, m.Rate.Per, ev.Seen.Count)
	}
	if reason := m.ended(i, ev); reason != "" {
		return i.endMute(StateOngoing, ev, reason), nil
	}
	return effect{}, nil
}

// passMuted ends the mute when its time has come.
func passMuted(i *Issue, ev Event, _ Policy) (effect, error) {
	if !ev.At.Before(i.ownMute().Ends()) {
		return i.endMute(StateOngoing, ev, ReasonMuteTime), nil
	}
	return effect{}, nil
}

// wake ends a mute until escalation.
func wake(i *Issue, ev Event, _ Policy) (effect, error) {
	if !i.ownMute().Escalation {
		return effect{}, nil
	}
	return i.endMute(StateEscalating, ev, ReasonMuteEscalation), nil
}

// ended returns which condition the occurrences have reached, "" for none.
func (m *Mute) ended(i *Issue, ev Event) Reason {
	switch {
	case !ev.At.Before(m.Ends()):
		return ReasonMuteTime
	case m.Count > 0 && i.Count-m.FromCount >= float64(m.Count):
		return ReasonMuteCount
	case m.Rate.Count > 0 && m.Recent.sum() >= float64(m.Rate.Count):
		return ReasonMuteRate
	case m.Users > 0 && i.users()-m.FromUsers >= m.Users:
		return ReasonMuteUsers
	case m.NextRelease && ev.Seen.Proof != nil && ev.Seen.Proof.Verdict == VerdictHoldsFix:
		return ReasonMuteRelease
	}
	return ""
}

// endMute returns to what is true without the mute.
func (i *Issue) endMute(to State, ev Event, reason Reason) effect {
	did := effect{kind: ChangeUnmuted, reason: reason, meanwhile: i.Meanwhile()}
	if reason == ReasonMuteRelease {
		proof := *ev.Seen.Proof
		proof.Words = strings.ReplaceAll(proof.Words, "the issue was resolved", "the issue was muted") // it is judged like a resolution
		did.proof = &proof
	}
	i.Mute = nil
	i.enter(to, ev, reason)
	return did
}

// ownMute makes the mute the issue's own and returns it. Without one it is over.
func (i *Issue) ownMute() *Mute {
	own := Mute{}
	if i.Mute != nil {
		own = *i.Mute
	}
	i.Mute = &own
	return i.Mute
}
