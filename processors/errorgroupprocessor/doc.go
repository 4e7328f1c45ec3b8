//go:generate go tool -modfile=../../tools/go.mod mdatagen metadata.yaml

// Package errorgroupprocessor finds errors in traces and logs, stamps on each which group it belongs
// to, and reports it to the issue tracker. Data passes through otherwise unchanged.
package errorgroupprocessor
