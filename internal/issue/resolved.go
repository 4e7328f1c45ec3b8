package issue

// What happens around an issue that is resolved.

// resolve ends a mute too: what is gone needs no silence.
func resolve(i *Issue, ev Event, _ Policy) (effect, error) {
	r, err := ev.Resolution.check()
	if err != nil {
		return effect{}, err
	}
	did := effect{kind: ChangeResolved, reason: ReasonByPerson, meanwhile: i.Meanwhile()}
	r.At = ev.At
	i.Resolution, i.Mute = r, nil
	i.enter(StateResolved, ev, ReasonByPerson)
	return did, nil
}

// claim is resolve for an issue that is resolved: it corrects where the fix is. Saying the same again
// changes nothing.
func claim(i *Issue, ev Event, p Policy) (effect, error) {
	r, err := ev.Resolution.check()
	if err != nil || r.says(i.Resolution) {
		return effect{}, err
	}
	return resolve(i, ev, p)
}

// judge counts what comes to a resolved issue, and reopens it when that is proven.
func judge(i *Issue, ev Event, _ Policy) (effect, error) {
	proof := ev.Seen.Proof
	if proof == nil {
		proof = i.judgeByTime(ev.Seen)
	}
	i.add(ev)
	if !proof.Verdict.Reopens() {
		if i.Resolution.Scope == ScopeCommit && i.Resolution.Release == "" {
			i.Resolution.Release = proof.Fix.Release
		}
		return effect{}, nil
	}
	reason := ReasonReturned
	if proof.Verdict == VerdictForgotten {
		reason = ReasonForgotten
	}
	i.Resolution = Resolution{}
	i.enter(StateRegressed, ev, reason)
	return effect{kind: ChangeRegressed, reason: reason, proof: proof}, nil
}

func (i *Issue) judgeByTime(s Seen) *Proof {
	if i.Observed == 0 {
		return &Proof{
			Verdict: VerdictForgotten, Release: s.LastRelease, SeenAt: s.Last, Fix: i.Resolution,
			Words: "seen again after its record had been removed for space",
		}
	}
	p := JudgeByTime(i.Resolution, s.LastRelease, s.Last)
	return &p
}

// reopen is a person who says that it is not fixed. Nothing came back, so it is not regressed.
func reopen(i *Issue, ev Event, _ Policy) (effect, error) {
	i.Resolution = Resolution{}
	i.enter(StateOngoing, ev, ReasonReopened)
	return effect{kind: ChangeUpdated, reason: ReasonReopened}, nil
}

// Question returns what has to be judged about new occurrences of the issue: its resolution, or that of a mute
// until the next release. asked is false when nothing depends on it, and for an issue whose past is forgotten.
func (i *Issue) Question() (fix Resolution, asked bool) {
	switch {
	case i.State == StateResolved:
		return i.Resolution, i.Observed > 0
	case i.State == StateMuted && i.Mute != nil && i.Mute.NextRelease:
		return Resolution{Scope: ScopeNextRelease, At: i.Mute.At, Release: i.Mute.Release}, true
	}
	return Resolution{}, false
}
