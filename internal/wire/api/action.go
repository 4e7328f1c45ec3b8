package api

import "time"

// Said is what every request that changes an issue may hold.
type Said struct {
	// Comment says why, for the people who read the change.
	Comment string `json:"comment"`
	// Actor is who does it. Empty is "api".
	Actor string `json:"actor"`
}

// Resolve says where the fix of an issue is.
type Resolve struct {
	Said
	// Scope is "now" (the default), "release", "next_release" or "commit".
	Scope string `json:"scope,omitempty"`
	// Release belongs to the scope of that name, and so does Commit.
	Release string `json:"release,omitempty"`
	Commit  string `json:"commit,omitempty"`
}

// Mute says how the silence of an issue ends. At least one condition is needed; the first that is reached ends it.
type Mute struct {
	Said
	// Until is a time, For a length of time ("45m", "2h", "7d"): one of them, at most a year ahead.
	Until *time.Time `json:"until,omitempty"`
	For   string     `json:"for,omitempty"`
	// Count is a number of further occurrences.
	Count int64 `json:"count,omitempty"`
	// RateCount is a number of occurrences within RatePer, which is "hour" or "day".
	RateCount int64  `json:"rate_count,omitempty"`
	RatePer   string `json:"rate_per,omitempty"`
	// Users is a number of users who had not been hit before.
	Users int64 `json:"users,omitempty"`
	// NextRelease: the first occurrence in a newer release.
	NextRelease bool `json:"next_release,omitempty"`
	// Escalation: a detector finds that the issue grows beyond what is normal for it.
	Escalation bool `json:"escalation,omitempty"`
}

// Assign says who takes care of an issue.
type Assign struct {
	Said
	// Assignee is required; "" is nobody.
	Assignee *string `json:"assignee,omitempty"`
}

// Merge says which issue another becomes a part of.
type Merge struct {
	Said
	Into string `json:"into"`
}
