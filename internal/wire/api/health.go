package api

import "time"

// The values of Health.Status.
const (
	StatusOK       = "ok"
	StatusDegraded = "degraded"
)

// Health says how the tracker is doing.
type Health struct {
	Status string `json:"status"`
	// Reasons says, one sentence each, why the status is degraded. Never nil.
	Reasons   []string     `json:"reasons"`
	Version   string       `json:"version"`
	StartedAt time.Time    `json:"started_at"`
	Store     StoreHealth  `json:"store"`
	Outbox    OutboxHealth `json:"outbox"`
}

// StoreHealth is about the place where issues are kept.
type StoreHealth struct {
	// Type is the kind of database: "sqlite" or "postgresql".
	Type      string `json:"type"`
	Issues    int64  `json:"issues"`
	SizeBytes int64  `json:"size_bytes"`
	// LastCommit is nil until something was written.
	LastCommit *time.Time `json:"last_commit"`
	// LastError is what went wrong last, "" when the last write succeeded.
	LastError string `json:"last_error"`
}

// OutboxHealth is about changes on their way to destinations.
type OutboxHealth struct {
	// Changes is how many are kept.
	Changes int64 `json:"changes"`
	// Destinations has one entry per issues receiver, by name. Never nil.
	Destinations []DestinationHealth `json:"destinations"`
}

// DestinationHealth is about one issues receiver.
type DestinationHealth struct {
	Name string `json:"name"`
	// Pending is how many changes are still to be delivered or skipped.
	Pending int64 `json:"pending"`
	// OldestPending is when the oldest of them was made, nil when there is none.
	OldestPending *time.Time `json:"oldest_pending"`
	// Delivered counts changes since the start of the Collector. Lost ones fell out of the outbox before
	// the destination answered; they count since the destination is known.
	Delivered int64 `json:"delivered"`
	Lost      int64 `json:"lost"`
	// LastError is what the destination answered last, "" when it was success.
	LastError string `json:"last_error"`
}
