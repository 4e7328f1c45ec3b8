// Package sentry answers: how does an issue change look to a backend that speaks the protocol of
// Sentry, and what does that backend ask of its clients?
//
//	encode.go     issue document → Event, or the reason why there is none
//	event.go      the JSON of an event, as far as we fill it
//	finding.go    what is said of what a detector found
//	mechanism.go  how exceptions belong together
//	limits.go     how long each field may be
//	shrink.go     what is cut, and in which order, when an event is too large
//	envelope.go   Event → the bytes that are sent
//	release.go    which releases and environments are valid
//	dsn.go        DSN → endpoint and credentials
//	ratelimit.go  what may be sent when
//	answer.go     why a backend refused
//
// An envelope holds one event and nothing else, its ids are derived from the change, so that a
// second delivery is the same event, and its fingerprint is the issue id, so that the backend groups as
// Tidemark does. That is the part of the protocol which Sentry, GlitchTip and Bugsink share.
//
// The protocol: https://develop.sentry.dev/sdk/data-model/envelopes/ and
// https://develop.sentry.dev/sdk/data-model/event-payloads/.
package sentry
