package flatline

import "github.com/tidemark-otel/tidemark/internal/detect/report"

// Tier and Phase are those of all detectors.
type (
	Tier  = report.Tier
	Phase = report.Phase
)

// The tiers and phases.
const (
	TierNote   = report.TierNote
	TierNotice = report.TierNotice
	TierPage   = report.TierPage

	PhaseBegan     = report.PhaseBegan
	PhaseWentOn    = report.PhaseWentOn
	PhaseRecovered = report.PhaseRecovered
	PhaseShadow    = report.PhaseShadow
)

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
