package issue

import "time"

// Due returns when time alone may next change the issue: the time at which EventTick should be tried.
// Zero means never.
func (i *Issue) Due(p Policy) time.Time {
	var due time.Time
	at := func(t time.Time) {
		if due.IsZero() || t.Before(due) {
			due = t
		}
	}
	switch {
	case i.MergedInto != "", i.State == 0, i.State == StateResolved:
		return due
	case i.State == StateMuted:
		m := i.Mute
		if m == nil {
			m = &Mute{}
		}
		return m.Ends()
	}
	if quiet, _ := i.lapses(p); quiet > 0 {
		at(i.ArrivedAt.Add(quiet))
	}
	if i.ages() {
		at(i.StateSince.Add(p.NewFor))
	}
	if i.Observed != i.Notified.Observed {
		if i.Releases > i.Notified.Releases || i.Count >= 10*i.Notified.Count {
			at(i.Notified.At.Add(p.UpdateEvery))
		}
		at(i.Notified.At.Add(p.UpdateAtLeastEvery))
		settled := i.Notified.At.Add(i.settleEvery(p))
		if quiet := i.ArrivedAt.Add(p.SettleAfter); quiet.After(settled) {
			settled = quiet
		}
		at(settled)
	}
	return due
}
