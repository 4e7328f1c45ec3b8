// Package issue says what an issue is and when it changes.
//
// An issue is the durable record of one cause. Its identity (Identity) is what made it, its id
// (ID) is derived from that and never changes. What happens to it is an Event; Transition is the
// only function that sets an issue's State, and what it decides leaves as a Change with a Reason.
// Everything here is a function of values: the time is an argument, nothing is stored or sent.
//
//	issue.go        the nouns: state, issue, change, reason
//	identity.go     identity and id
//	event.go        what can happen to an issue
//	policy.go       what the operator decides about its life
//	transition.go   the state machine: every (state, event) → (issue, change)
//	open.go, news.go, due.go   while it is open: counting, telling, ageing; when time alone matters
//	resolved.go, resolution.go, verdict.go, proof.go   which code holds the fix, and what reopens
//	kind.go, tier.go, finding.go, latency.go   what detectors report
//	found.go, title.go, slower.go  what happens around an issue that they found, and what it is called
//	muted.go, mute.go, recent.go   silence and what ends it
//	step.go, standing.go, undo.go  the audit trail, and taking a step back
//	merge.go, totals.go            several issues as one
//	users.go        how many different users were hit
package issue
