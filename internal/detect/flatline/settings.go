package flatline

import "time"

// Settings of a Detector.
type Settings struct {
	Declared []Declared
	Discover Discover
	// Zone is the time zone in which weeks of discovered streams are learned; nil is UTC.
	Zone *time.Location
	// Shadow is how long a new stream alarms only in shadow.
	Shadow time.Duration
	// MaxStreams and MaxSenders bound memory; what is beyond is counted.
	MaxStreams, MaxSenders int
}

// Declared is a stream that the operator named.
type Declared struct {
	Name string
	Tier Tier
	// Budget is the number of false alarms a year that are accepted, for each value of the split keys.
	Budget float64
	// Reference is the name of the declared stream whose events are the attempts, "" for none.
	Reference string
	// MaxSplits bounds the values of the split keys.
	MaxSplits int
	Zone      *time.Location
	// Hash is of the definition: another one begins to learn anew.
	Hash string
}

// Discover says which streams are found by themselves.
type Discover struct {
	Off bool
	// Budget is the number of false alarms a year that all of them may make together.
	Budget     float64
	MaxStreams int
	// MinRate is the number of events per hour from which on a stream is watched.
	MinRate float64
}
