package flatline

// Tier is how loud a finding may be.
type Tier uint8

// The tiers.
const (
	TierNote   Tier = iota + 1 // for the record; never wakes anybody
	TierNotice                 // worth a look in working hours
	TierPage                   // wakes somebody
)

var tierNames = [...]string{"", "note", "notice", "page"}

// String returns the name used in configuration, API and events.
func (t Tier) String() string {
	if int(t) < len(tierNames) {
		return tierNames[t]
	}
	return "unknown"
}

// Kind is what a finding says happened.
type Kind uint8

// The kinds.
const (
	KindFlatline   Kind = iota + 1 // a stream stopped or dropped while its senders live and traffic goes on
	KindConversion                 // attempts go on, successes stopped or dropped
	KindTraffic                    // requests stopped arriving; the streams behind them are its children
	KindRenamed                    // the event goes on under another name
	KindGap                        // telemetry is missing: nothing is known about the business
)

var kindNames = [...]string{"", "flatline", "conversion", "traffic", "renamed", "telemetry_gap"}

// String returns the name used for the kind of an issue.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// Signal is what kind of telemetry a stream is made of.
type Signal uint8

// The signals.
const (
	SignalSpan Signal = iota + 1
	SignalLog
)

// String returns the name used in configuration.
func (s Signal) String() string {
	switch s {
	case SignalSpan:
		return "spans"
	case SignalLog:
		return "logs"
	}
	return "unknown"
}

// Phase is where a finding stands in its life.
type Phase uint8

// The phases.
const (
	PhaseBegan     Phase = iota + 1
	PhaseWentOn          // still so, with more to tell; at most hourly
	PhaseRecovered       // the stream is back
	PhaseShadow          // it would have begun, but the stream is too new to be believed
)

// String returns the phase as telemetry shows it.
func (p Phase) String() string {
	return [...]string{"unknown", "began", "went_on", "recovered", "shadow"}[min(p, 4)%5]
}
