//go:generate go tool -modfile=../../tools/go.mod mdatagen metadata.yaml

// Package issuewebhookexporter sends issue changes as CloudEvents to a URL. What an event and its
// signature look like is in internal/wire/webhook/cloudevents, what an answer means in
// internal/wire/delivery.
package issuewebhookexporter
