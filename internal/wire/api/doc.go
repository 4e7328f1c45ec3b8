// Package api is the JSON of Tidemark's own HTTP interface: the types that the server writes, the
// command line reads and the tests compare. docs/api.md documents every field and a test compares
// the two. Field names are a contract: fields are only ever added, and each is always present.
//
//	issue.go    issues: the entry of a list, and one with all that is known about it
//	counts.go   occurrences over time
//	explain.go  why an error is in its group
//	action.go   what people may ask for: resolve, mute, assign, merge
//	release.go  what is known of releases
//	stream.go   the streams of events that are watched
//	operation.go  the operations whose durations are compared
//	history.go  the audit trail of an issue
//	outbox.go   what waits for which destination, and what it refused
//	health.go   how the tracker is doing
//	problem.go  errors (RFC 9457)
package api
