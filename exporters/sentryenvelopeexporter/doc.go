//go:generate go tool -modfile=../../tools/go.mod mdatagen metadata.yaml

// Package sentryenvelopeexporter sends issue changes as events to backends that speak the protocol of
// Sentry. What an event looks like and what the backend's answers mean is in internal/wire/sentry and
// internal/wire/delivery.
package sentryenvelopeexporter
