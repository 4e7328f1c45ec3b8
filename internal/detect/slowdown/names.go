package slowdown

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

// Phase is where in its life an incident is.
type Phase uint8

// The phases.
const (
	PhaseBegan Phase = iota + 1
	PhaseWentOn
	PhaseRecovered
	PhaseShadow // a drift that would have been told if the operation were not so new
)

var phaseNames = [...]string{"", "began", "went_on", "recovered", "shadow"}

// String returns the name used in logs.
func (p Phase) String() string { return name(phaseNames[:], int(p)) }

// Tier is how loud a finding is.
type Tier uint8

// The tiers, the quietest first.
const (
	TierNote   Tier = iota + 1 // said, wakes nobody
	TierNotice                 // worth a look
	TierPage                   // worth waking somebody
)

var tierNames = [...]string{"", "note", "notice", "page"}

// String returns the name used in configuration.
func (t Tier) String() string { return name(tierNames[:], int(t)) }

func name(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return "unknown"
}
