// Package issue says what an issue is and when it changes.
//
// An issue is the durable record of one cause. Its identity (Identity) is what made it, its id
// (ID) is derived from that and never changes. What happens to it is an Event; Transition is the
// only function that sets an issue's State, and what it decides leaves as a Change with a Reason.
// Everything here is a function of values: the time is an argument, nothing is stored or sent.
//
//	issue.go       the nouns
//	identity.go    identity and id
//	transition.go  the state machine: (issue, event, policy) → (issue, change)
//	users.go       how many different users were hit
package issue
