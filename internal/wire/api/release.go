package api

import "time"

// ReleaseList is what is known of the releases of places, those that sent anything last first.
type ReleaseList struct {
	Places []ReleasePlace `json:"places"`
	// More says that there are places beyond the limit.
	More bool `json:"more"`
}

// ReleasePlace is a service in an environment, which has releases of its own.
type ReleasePlace struct {
	ServiceNamespace string `json:"service_namespace"`
	Service          string `json:"service"`
	Environment      string `json:"environment"`
	// Newest is "" when no release can be said to be.
	Newest string `json:"newest"`
	// Releases are those that are told apart, the last to arrive first.
	Releases []KnownRelease `json:"releases"`
}

// KnownRelease is one release of a place.
type KnownRelease struct {
	Release string `json:"release"`
	// Verdict is what it is among the others: "newest", "older", "newer", "straggler", "implausible" or "unordered".
	Verdict   string    `json:"verdict"`
	ArrivedAt time.Time `json:"arrived_at"`
	// ArrivedBy is "telemetry" or "deploy".
	ArrivedBy string    `json:"arrived_by"`
	LastSeen  time.Time `json:"last_seen"`
	// Traffic is the number of spans and log records that came from it.
	Traffic int64 `json:"traffic"`
	// Share is its part of the traffic since it arrived, in the last 7 days, 0 to 1.
	Share float64 `json:"share"`
	// Revisions are those it was built from, by arrival.
	Revisions []string `json:"revisions"`
	// FirstSeen, Regressed and Resolved count issues: those that were first seen in it, that came back in it, and
	// whose fix it holds.
	FirstSeen int64 `json:"issues_first_seen"`
	Regressed int64 `json:"issues_regressed"`
	Resolved  int64 `json:"issues_resolved"`
}
