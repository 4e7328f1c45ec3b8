package flatline

import "time"

// Finding is what a Detector has to say about a stream, a service or an environment.
type Finding struct {
	Kind  Kind
	Phase Phase
	Tier  Tier
	// Key of the stream; of a finding about a whole service its Definition is -1 and its Signal and Name are empty.
	Key Key
	// Incident names what it is about, the same for as long as it lasts and when it comes again.
	Incident string
	// Stream is what people call the stream.
	Stream string
	// At is when it could be decided: the moment the evidence was enough, and the lag of the data after that.
	At time.Time
	// Onset is when it began, as far as can be told; LastEvent the last event before. Earliest is when it could have been
	// told by anybody at this rate and budget. Until is when it ended, once it has.
	Onset, LastEvent, Earliest, Until time.Time
	// Expected and Seen are events since Onset; the missing ones are between MissingLow and MissingHigh (95 %).
	Expected, Seen, MissingLow, MissingHigh float64
	// Ratio is the share of the expected events that still comes: 0 for silence.
	Ratio float64
	// Evidence and Threshold are in nats; Budget is in false alarms a year.
	Evidence, Threshold, Budget float64
	// Release is the one that did it, "" when none is suspected; Odds are for it against chance.
	Release     string
	ReleaseSeen time.Time
	Odds        float64
	// Reference is the stream that went on meanwhile, "" for none.
	Reference                        string
	ReferenceExpected, ReferenceSeen float64
	// RenamedTo is the name under which it goes on.
	RenamedTo string
	// Children are the streams that stopped with it.
	Children []string
	Series   Series
	// Words say why, one sentence each.
	Words []string
}

// Series is for plotting: what was expected, with its 95 % band, and what was seen, per Step. At most 96 steps.
type Series struct {
	Start                     time.Time
	Step                      time.Duration
	Expected, Low, High, Seen []float64
}
