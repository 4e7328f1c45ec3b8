//go:generate go tool -modfile=../../tools/go.mod mdatagen metadata.yaml

// Package issuetrackerextension runs the issue tracker (internal/engine) in a Collector: it opens the
// store, drives the writer, serves the API, and hands the tracker to processors and receivers.
package issuetrackerextension
