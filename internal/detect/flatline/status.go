package flatline

import "time"

// Status is what people see of a stream.
type Status struct {
	Key      Key
	Stream   string
	Declared bool
	Tier     Tier
	// State is learning, shadow, watched, silent, alarmed, paused or stale.
	State string
	// Rate is expected per hour now, Mean over the long run.
	Rate, Mean float64
	// LastEvent is zero for a declared stream that never matched.
	LastEvent, Born time.Time
	// Budget is in false alarms a year. TimeToKnow is how long silence would last from now until it is told.
	Budget     float64
	TimeToKnow time.Duration
	// Events is how many were counted. WouldHave counts the alarms in shadow.
	Events    float64
	WouldHave int
	Series    Series
}

// Stats are what telemetry shows of a Detector.
type Stats struct {
	Streams, Declared, Discovered, Senders int
	// What was not counted, or not as evidence, by reason.
	Overflow, Late, Skewed, SenderOverflow uint64
	// Untold incidents found no room beside those that are open.
	Untold uint64
	// Findings by kind.
	Findings [KindGap + 1]uint64
}
