//go:generate go tool -modfile=../../tools/go.mod mdatagen metadata.yaml

// Package latencyregressionprocessor reads the durations of the calls of a service and tells the issue tracker, which says when a
// release makes an operation slower. Data passes through unchanged.
package latencyregressionprocessor
