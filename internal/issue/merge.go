package issue

import "fmt"

// Merge says which issues belong together now.
type Merge struct {
	// Into is the issue that this one was merged into, "" when it came back from there. EventInto.
	Into ID
	// Members are the totals of all issues that are merged into this one, and Releases the number of releases
	// that they were all seen in. Fewer says that there are fewer than before. EventMembers.
	Members  []Totals
	Releases int
	Fewer    bool
	// FirstRelease is the oldest of those in which any of all was seen first, "" when nothing tells. EventMembers.
	FirstRelease string
}

// CheckMerge says why an issue cannot become part of another, whatever their states are: a *ConflictError. Both are of
// one kind and one place, because the releases of two services, and what runs in two environments, have no common order:
// nobody could say whether the fix of one holds in the other.
func CheckMerge(part, into *Issue) error {
	place := func(i *Issue) string {
		service := i.Service
		if i.ServiceNamespace != "" {
			service = i.ServiceNamespace + "/" + service
		}
		return fmt.Sprintf("%s in %s (%s)", service, i.Environment, i.Kind)
	}
	if place(part) == place(into) {
		return nil
	}
	return &ConflictError{Event: EventInto, State: part.State, Why: fmt.Sprintf(
		"it is of %s and %s is of %s; their releases have no common order, so that nobody could say whether a fix holds", place(part), into.ID, place(into))}
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
	if ev.Merge.FirstRelease != "" {
		sum.FirstRelease = ev.Merge.FirstRelease
	}
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
