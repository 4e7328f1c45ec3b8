package issue

// Merge says which issues belong together now.
type Merge struct {
	// Into is the issue that this one was merged into, "" when it came back from there. EventInto.
	Into ID
	// Members are the totals of all issues that are merged into this one, and Releases the number of releases
	// that they were all seen in. Fewer says that there are fewer than before. EventMembers.
	Members  []Totals
	Releases int
	Fewer    bool
}

// members makes the totals of the issue those of itself and of all that is merged into it. What it has on its
// own is kept beside, so that an issue that leaves takes exactly along what it had.
func members(i *Issue, ev Event, _ Policy) (effect, error) {
	own := i.Totals()
	if i.Own != nil {
		own = *i.Own
	}
	i.Own = &own
	if len(ev.Merge.Members) == 0 {
		i.Own = nil
	}
	sum := own
	for _, m := range ev.Merge.Members {
		sum = sum.With(m)
	}
	count, users := i.Count, i.users()
	i.setTotals(sum)
	i.Releases = ev.Merge.Releases
	if i.Mute != nil { // what was there before is nothing that came
		m := i.ownMute()
		m.FromCount += i.Count - count
		m.FromUsers += i.users() - users
	}
	reason := ReasonMerged
	if ev.Merge.Fewer {
		reason = ReasonUnmerged
	}
	return effect{kind: ChangeUpdated, reason: reason}, nil
}

// into freezes the issue as part of another, with what it has on its own, or gives it back as it was.
func into(i *Issue, ev Event, _ Policy) (effect, error) {
	switch {
	case ev.Merge.Into == i.ID:
		return refuse("it is the same issue")(i, ev, Policy{})
	case ev.Merge.Into == i.MergedInto && i.MergedInto == "":
		return refuse("it is not merged into another")(i, ev, Policy{})
	case ev.Merge.Into == "":
		i.MergedInto = ""
		i.ArrivedAt = ev.At // what came meanwhile came to the other: it was not quiet
		return effect{kind: ChangeUpdated, reason: ReasonUnmerged}, nil
	}
	if i.Own != nil {
		i.setTotals(*i.Own)
		i.Own = nil
	}
	i.MergedInto = ev.Merge.Into
	return effect{kind: ChangeUpdated, reason: ReasonMerged}, nil
}
