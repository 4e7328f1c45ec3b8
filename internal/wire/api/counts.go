package api

import "time"

// Count is the estimated number of occurrences of an issue in one release within one step of time.
// Steps and releases without occurrences are left out.
type Count struct {
	Time    time.Time `json:"t"` // start of the step
	Release string    `json:"release"`
	Count   int64     `json:"count"`
}
