// Package flatline tells when a stream of events that is usually there falls silent or drops, and why: the business
// stopped, attempts go on but no longer succeed, traffic stopped further up, the event has another name now, or its
// telemetry was lost.
package flatline
