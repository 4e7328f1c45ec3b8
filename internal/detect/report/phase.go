package report

// Phase is where a finding stands in its life.
type Phase uint8

// The phases.
const (
	PhaseBegan     Phase = iota + 1
	PhaseWentOn          // still so, with more to tell; at most hourly
	PhaseRecovered       // it is over
	PhaseShadow          // it would have begun, but what it is about is too new to be believed
)

var phaseNames = [...]string{"unknown", "began", "went_on", "recovered", "shadow"}

// String returns the phase as telemetry and logs show it.
func (p Phase) String() string {
	if int(p) < len(phaseNames) {
		return phaseNames[p]
	}
	return phaseNames[0]
}
