package ledger

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Fate says what became of an item or an event.
type Fate uint8

// The fates. FateReceived are all spans and log records that arrived; FateCounted are events of streams, of which one item may
// be several or none. The others are items, but for FateOverflow.
const (
	FateReceived Fate = iota
	FateCounted
	// FateLate: sent with a time more than LateAfter before its batch arrived.
	FateLate
	// FateSkewed: sent with a time that cannot be, after its batch arrived or more than a month before.
	FateSkewed
	// FateRepeated: received before, by another pipeline or from a sender that tried again.
	FateRepeated
	// FateRefused: the next consumer did not take the batch.
	FateRefused
	// FateOverflow: events of streams for which there is no room.
	FateOverflow
	// FateOwn: telemetry of Tidemark itself.
	FateOwn
	fates
)

// Fates lists all fates.
func Fates() []Fate {
	all := make([]Fate, fates)
	for f := range fates {
		all[f] = f
	}
	return all
}

// String returns the name used in the API and telemetry.
func (f Fate) String() string {
	return [...]string{"received", "counted", "late", "skewed", "repeated", "refused", "overflow", "own"}[f]
}

// Bounds of the times that are believed.
const (
	LateAfter   = 10 * time.Minute
	SkewedAfter = 5 * time.Second
	SkewedPast  = 30 * 24 * time.Hour
)

// Timing judges the time of an item by when it was received: FateReceived when nothing is wrong with it.
func Timing(at, received time.Time) Fate {
	switch lag := received.Sub(at); {
	case lag < -SkewedAfter, lag > SkewedPast:
		return FateSkewed
	case lag > LateAfter:
		return FateLate
	}
	return FateReceived
}

// Party is a sender of one signal.
type Party struct {
	Namespace, Service, Environment, Version, Instance, Signal string
}

// Sums are how many went which way, by Fate.
type Sums [fates]uint64

func (s *Sums) add(o *Sums) {
	for f, n := range o {
		s[f] += n
	}
}

// Entry is the account of one party.
type Entry struct {
	Party
	Sums
	First, Last time.Time // when batches were received
}

// Defaults of an Account.
const (
	AccountParties = 10_000
	AccountAge     = 24 * time.Hour
)

// Account says of each sender what was received from it and what became of that. It holds at most so many senders;
// others are summed up in one entry without a name. Not safe for concurrent use.
type Account struct {
	limit   int
	parties map[Party]*Entry
	rest    Entry
	totals  Sums
	crowded uint64
}

// NewAccount returns an account of at most so many senders.
func NewAccount(limit int) *Account {
	return &Account{limit: limit, parties: map[Party]*Entry{}}
}

// Of returns the entry of a sender. The strings are copied when it is new. It may be kept until Forget.
func (a *Account) Of(p *Party, now time.Time) *Entry {
	e := a.parties[*p]
	switch {
	case e != nil:
	case len(a.parties) < a.limit:
		own := Party{
			Namespace: strings.Clone(p.Namespace), Service: strings.Clone(p.Service), Environment: strings.Clone(p.Environment),
			Version: strings.Clone(p.Version), Instance: strings.Clone(p.Instance), Signal: strings.Clone(p.Signal),
		}
		e = &Entry{Party: own, First: now}
		a.parties[own] = e
	default:
		a.crowded++
		e = &a.rest
	}
	e.Last = now
	return e
}

// Add books what became of something from a sender.
func (a *Account) Add(e *Entry, s *Sums) {
	e.add(s)
	a.totals.add(s)
}

// AddOwn books items of Tidemark itself, which have no sender.
func (a *Account) AddOwn(items uint64) { a.totals[FateOwn] += items }

// Forget drops senders that were not heard of since a time. Totals keep what they sent.
func (a *Account) Forget(before time.Time) {
	maps.DeleteFunc(a.parties, func(_ Party, e *Entry) bool { return e.Last.Before(before) })
}

// Entries lists the senders, and last the one without a name when there were too many.
func (a *Account) Entries() []Entry {
	all := make([]Entry, 0, len(a.parties)+1)
	for _, e := range a.parties {
		all = append(all, *e)
	}
	slices.SortFunc(all, func(x, y Entry) int {
		return cmp.Or(strings.Compare(x.Environment, y.Environment), strings.Compare(x.Namespace, y.Namespace),
			strings.Compare(x.Service, y.Service), strings.Compare(x.Version, y.Version),
			strings.Compare(x.Instance, y.Instance), strings.Compare(x.Signal, y.Signal))
	})
	if a.rest.Sums != (Sums{}) {
		all = append(all, a.rest)
	}
	return all
}

// Totals sums up all senders since the start.
func (a *Account) Totals() Sums { return a.totals }

// Len is how many senders have an entry of their own.
func (a *Account) Len() int { return len(a.parties) }

// Crowded is how many batches came from senders for whom there was no entry.
func (a *Account) Crowded() uint64 { return a.crowded }
