// Package event is the issue document: what one change of an issue tells the world, field by field.
// The outbox stores it, the issues receiver sends it as the body of a log record, the exporters
// read it back, and webhooks carry it as JSON. docs/issue-event.md documents it and a test compares
// the two. Fields are only ever added within one schema version.
package event
