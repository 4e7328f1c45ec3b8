package traffic

import (
	"slices"
	"time"
)

// A process of Trouble.ColdIn takes 1 + coldFactor times as long as usual when it starts, and less and less more for coldFor.
const (
	coldFactor = 2
	coldFor    = 5 * time.Minute
)

// Interval is the time from From until To.
type Interval struct{ From, To time.Time }

func (i Interval) holds(t time.Time) bool { return !t.Before(i.From) && t.Before(i.To) }

// Trouble is what is unusual. The zero value is a shop as ever.
type Trouble struct {
	// Releases are rolled out beside the ordinary ones, and after them.
	Releases []Release
	// Quiet is when only the share QuietShare of the customers come, Holiday when half of a Sunday's do.
	Quiet      Interval
	QuietShare float64
	Holiday    Interval
	// Outage is when no request from outside reaches the frontend, though everything runs.
	Outage Interval
	// Crash is when the agents of CrashedHosts send nothing, and what they would have sent is lost.
	Crash        Interval
	CrashedHosts []string
	// BrokenIn is the version of accounts in which signups no longer work; they fail without an error.
	BrokenIn string
	// RenamedIn is the version of accounts from which on the event of a signup has its new name.
	RenamedIn string
	// AsksIn is the version of checkout in which each order asks the database once more.
	AsksIn string
	// ColdIn is the version whose processes are slow for their first minutes.
	ColdIn string
	// LargeTo is the version that most large requests are sent to, where it runs.
	LargeTo string
}

// demand returns the share of the busiest hour's customers that come at a time.
func (t *Trouble) demand(at time.Time) float64 {
	switch {
	case t.Outage.holds(at):
		return 0
	case t.Holiday.holds(at):
		return holidayShare * season(at, time.Sunday)
	case t.Quiet.holds(at):
		return t.QuietShare * season(at, at.Weekday())
	}
	return season(at, at.Weekday())
}

// event returns the name under which a version of a service logs an event, and false when it does not come to it.
func (t *Trouble) event(name, version string) (string, bool) {
	if name == SignupEvent && version == t.RenamedIn {
		name = SignupEventRenamed
	}
	return name, name != SignupEvent || version != t.BrokenIn
}

// coldness returns how many times as long everything takes in a process as it does later.
func (t *Trouble) coldness(p *process, at time.Time) float64 {
	age := at.Sub(p.since)
	if t.ColdIn == "" || p.version != t.ColdIn || age >= coldFor {
		return 1
	}
	return 1 + coldFactor*(1-float64(age)/float64(coldFor))
}

// lost reports whether what a host sends at a time is lost.
func (t *Trouble) lost(host string, at time.Time) bool {
	return t.Crash.holds(at) && slices.Contains(t.CrashedHosts, host)
}
