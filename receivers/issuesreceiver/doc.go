//go:generate go tool -modfile=../../tools/go.mod mdatagen metadata.yaml

// Package issuesreceiver reads the outbox of the issue tracker from a durable cursor and hands each
// change to a logs pipeline. One receiver is one destination: a slow one delays no other.
package issuesreceiver
