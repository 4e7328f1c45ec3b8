package slowdown

import "github.com/tidemark-otel/tidemark/internal/detect/report"

// Kind is what a finding is about.
type Kind uint8

// The kinds.
const (
	KindRegression  Kind = iota + 1 // a release is slower than the one that runs beside it
	KindTail                        // few requests of a release take much longer, the others do not
	KindMixShift                    // the release gets other requests; alike ones are as fast as before
	KindColdStart                   // instances of the release are slow after they start, and then are not
	KindBadInstance                 // one instance is slow, the others of its release are not
	KindDrift                       // an operation became slower, and no release ran beside it to compare with
)

var kindNames = [...]string{"", "regression", "tail", "mix_shift", "cold_start", "bad_instance", "drift"}

// String returns the name used for the kind in telemetry and issues.
func (k Kind) String() string { return name(kindNames[:], int(k)) }

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

func name(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return "unknown"
}
