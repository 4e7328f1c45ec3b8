package issue

import "time"

// Step is what made one version of an issue: a row of its audit trail.
type Step struct {
	Version int64
	// Kind is what others were told, "" when nobody was.
	Kind   ChangeKind
	At     time.Time
	Reason Reason
	Actor  string
	// Person says that a person made it.
	Person  bool
	Comment string
	// Proof is why a resolved issue came back; else nil.
	Proof *Proof
	// Meanwhile is how many occurrences came while the issue was muted, in the step that ended the mute.
	Meanwhile int64
	// Before is how the issue stood; To is its state after the step. 0 is an issue that did not exist.
	Before Standing
	To     State
}
