package api

import "time"

// Outbox says what waits for which destination.
type Outbox struct {
	// Changes is how many are kept.
	Changes int64 `json:"changes"`
	// Destinations has one entry per issues receiver that is known, by name. Never nil.
	Destinations []OutboxDestination `json:"destinations"`
}

// OutboxDestination is one reader of the outbox.
type OutboxDestination struct {
	// Name is that of the issues receiver.
	Name string `json:"name"`
	// Running is false for one whose receiver is not in the configuration any more.
	Running bool `json:"running"`
	// Position in the log of changes up to which everything is done.
	Position int64 `json:"position"`
	// Waiting is how many changes are still to be delivered or passed over.
	Waiting int64 `json:"waiting"`
	// OldestWaiting is when the first of them was made, nil when there is none.
	OldestWaiting *time.Time `json:"oldest_waiting"`
	// Delivered counts since the start of the Collector, LastDelivery is when that was last, nil when never.
	Delivered    int64      `json:"delivered"`
	LastDelivery *time.Time `json:"last_delivery"`
	// LastError is what the last attempt failed with, "" and nil when it succeeded.
	LastError   string     `json:"last_error"`
	LastErrorAt *time.Time `json:"last_error_at"`
	// Lost left the outbox before the destination took them. Lost and Refused count since the destination is known.
	Lost    int64 `json:"lost"`
	Refused int64 `json:"refused"`
	// LatestRefused are the latest refused changes that are still kept, the latest first. Never nil.
	LatestRefused []RefusedChange `json:"latest_refused"`
}

// RefusedChange is a change that a destination will never take.
type RefusedChange struct {
	ChangeID  string    `json:"change_id"`
	IssueID   string    `json:"issue_id"`
	Kind      string    `json:"kind"`
	Title     string    `json:"title"`
	At        time.Time `json:"at"`
	RefusedAt time.Time `json:"refused_at"`
	Reason    string    `json:"reason"`
	Error     string    `json:"error"`
}
