package issue

import "time"

// news decides whether others are told that there are more occurrences, and why.
func (i *Issue) news(now time.Time, p Policy) effect {
	since := now.Sub(i.Notified.At)
	if since < 0 { // the clock was set back
		since = p.UpdateEvery
	}
	switch {
	case i.Observed == i.Notified.Observed, since < p.UpdateEvery:
		return effect{}
	case i.Releases > i.Notified.Releases:
		return effect{kind: ChangeUpdated, reason: ReasonNewRelease}
	case i.Count >= 10*i.Notified.Count:
		return effect{kind: ChangeUpdated, reason: ReasonTenfold}
	case since >= p.UpdateAtLeastEvery:
		return effect{kind: ChangeUpdated, reason: ReasonHourly}
	case now.Sub(i.ArrivedAt) >= p.SettleAfter && since >= i.settleEvery(p):
		return effect{kind: ChangeUpdated, reason: ReasonSettled}
	}
	return effect{}
}

// settleEvery is the least time between the last change and one that tells the count of a burst
// that is over: UpdateEvery, doubled by each such change in a row. The first burst of an issue is so
// told exactly and at once, and an error that trickles in every few minutes becomes no stream of messages.
func (i *Issue) settleEvery(p Policy) time.Duration {
	every := p.UpdateEvery
	for range i.Notified.Settled {
		every *= 2
		if every >= p.UpdateAtLeastEvery {
			return p.UpdateAtLeastEvery
		}
	}
	return every
}
