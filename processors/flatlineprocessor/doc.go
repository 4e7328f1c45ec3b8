//go:generate go tool -modfile=../../tools/go.mod mdatagen metadata.yaml

// Package flatlineprocessor counts the events of declared and discovered streams and tells the issue tracker, which says
// when one of them stops. Data passes through unchanged.
package flatlineprocessor
