package issue

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Totals is what occurrences of an issue add up to.
type Totals struct {
	Count                          float64
	Observed                       int64
	Users                          *Users
	FirstSeen, LastSeen, ArrivedAt time.Time
	FirstRelease, LastRelease      string
	Level                          exception.Level
	Handled                        bool
}

// Totals returns those of the issue, with what was merged into it.
func (i *Issue) Totals() Totals {
	return Totals{
		Count: i.Count, Observed: i.Observed, Users: i.Users,
		FirstSeen: i.FirstSeen, LastSeen: i.LastSeen, ArrivedAt: i.ArrivedAt,
		FirstRelease: i.FirstRelease, LastRelease: i.LastRelease, Level: i.Level, Handled: i.Handled,
	}
}

func (i *Issue) setTotals(t Totals) {
	i.Count, i.Observed, i.Users = t.Count, t.Observed, t.Users
	i.FirstSeen, i.LastSeen, i.ArrivedAt = t.FirstSeen, t.LastSeen, t.ArrivedAt
	i.FirstRelease, i.LastRelease, i.Level, i.Handled = t.FirstRelease, t.LastRelease, t.Level, t.Handled
}

// With returns the sum of both: the first and the last of either, the worst level, and handled only if
// all was.
func (t Totals) With(o Totals) Totals {
	sum := t
	switch {
	case t.Observed == 0:
		sum.Handled = o.Handled
	case o.Observed > 0:
		sum.Handled = t.Handled && o.Handled
	}
	sum.Count += o.Count
	sum.Observed += o.Observed
	sum.Users = mergeUsers(t.Users, o.Users)
	if !o.FirstSeen.IsZero() && (t.FirstSeen.IsZero() || o.FirstSeen.Before(t.FirstSeen)) {
		sum.FirstSeen, sum.FirstRelease = o.FirstSeen, o.FirstRelease
	}
	if o.LastSeen.After(t.LastSeen) {
		sum.LastSeen, sum.LastRelease = o.LastSeen, o.LastRelease
	}
	if o.ArrivedAt.After(t.ArrivedAt) {
		sum.ArrivedAt = o.ArrivedAt
	}
	sum.Level = max(t.Level, o.Level)
	return sum
}

// add sums occurrences into the issue.
func (i *Issue) add(ev Event) {
	s := ev.Seen
	seen := Totals{
		Count: s.Count, Observed: s.Observed, Users: s.Users, FirstSeen: s.First, LastSeen: s.Last, ArrivedAt: ev.At,
		FirstRelease: s.FirstRelease, LastRelease: s.LastRelease, Level: s.Level, Handled: s.Handled,
	}
	i.setTotals(i.Totals().With(seen))
	if i.Own != nil {
		own := i.Own.With(seen)
		i.Own = &own
	}
	i.Releases = max(i.Releases, s.Releases)
	if i.Title == "" {
		i.Title, i.Culprit, i.GroupReason = s.Title, s.Culprit, s.GroupReason
	}
}

// users is the estimated number of users that were hit.
func (i *Issue) users() int64 {
	if i.Users == nil {
		return 0
	}
	return i.Users.Estimate()
}

// mergeUsers returns the union without changing either side, because both may be in use elsewhere.
func mergeUsers(a, b *Users) *Users {
	if b == nil {
		return a
	}
	sum := NewUsers()
	// Both sides have the same precision, so that merging cannot fail.
	_ = sum.Merge(a)
	_ = sum.Merge(b)
	return sum
}
