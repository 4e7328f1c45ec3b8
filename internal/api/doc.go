// Package api answers HTTP requests about issues: what is there, what happened, and what
// people do to one. It translates between HTTP and the store; it decides nothing about issues.
//
//	handler.go     what the caller provides, the routes, the order of the checks
//	guard.go       who may ask: Host, token, headers, size, panics
//	parameters.go  query parameters
//	issues.go      list and detail
//	cursor.go      the place in a list as opaque text
//	counts.go      occurrences over time
//	explain.go     why an error is in its group, as JSON or text
//	actions.go     what people do to issues
//	body.go        what they say with it
//	resolve.go     where the fix is
//	mute.go        what ends a silence
//	merge.go       which issues are one
//	history.go     the audit trail
//	releases.go    what is known of releases
//	streams.go     the streams of events that are watched
//	operations.go  the operations whose durations are compared
//	outbox.go      what waits for which destination, and what it refused
//	encode.go      what the store returns as wire types
//	respond.go     JSON and problems out
//	token/         the token file, for the Collector and the command line
//
// The JSON is in internal/wire/api, the documentation in docs/api.md.
package api
