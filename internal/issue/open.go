package issue

// What happens to an issue that is open: new, ongoing, escalating or regressed.

func open(i *Issue, ev Event, _ Policy) (effect, error) {
	i.add(ev)
	i.enter(StateNew, ev, ReasonFirstOccurrence)
	return effect{kind: ChangeOpened, reason: ReasonFirstOccurrence}, nil
}

func count(i *Issue, ev Event, p Policy) (effect, error) {
	i.add(ev)
	return i.news(ev.At, p), nil
}

func escalate(i *Issue, ev Event, _ Policy) (effect, error) {
	i.enter(StateEscalating, ev, ReasonFinding)
	return effect{kind: ChangeEscalated, reason: ReasonFinding}, nil
}

// pass lets time pass: quiet resolves an error, a lapse a finding, age makes ongoing, and news are told when they are due.
func pass(i *Issue, ev Event, p Policy) (effect, error) {
	if quiet, reason := i.lapses(p); quiet > 0 && ev.At.Sub(i.ArrivedAt)-ev.Away >= quiet {
		i.Resolution = Resolution{Scope: ScopeQuiet, At: ev.At}
		i.enter(StateResolved, ev, reason)
		return effect{kind: ChangeResolved, reason: reason}, nil
	}
	// News that are due at the same time wait for the next tick: a step has one reason.
	if i.ages() && ev.At.Sub(i.StateSince) >= p.NewFor {
		i.enter(StateOngoing, ev, ReasonAge)
		return effect{reason: ReasonAge}, nil
	}
	return i.news(ev.At, p), nil
}

// ages says that the state is one of something that happened lately.
func (i *Issue) ages() bool {
	return i.State == StateNew || i.State == StateRegressed || i.State == StateEscalating
}

func assign(i *Issue, ev Event, _ Policy) (effect, error) {
	if err := checkName("assignee", ev.Assignee); err != nil || i.Assignee == ev.Assignee {
		return effect{}, err
	}
	i.Assignee = ev.Assignee
	return effect{kind: ChangeUpdated, reason: ReasonAssigned}, nil
}
