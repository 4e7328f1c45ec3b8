package api

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// OperationList is the operations whose durations are compared, by service.
type OperationList struct {
	Operations []Operation `json:"operations"`
	// More says that there are operations beyond the limit.
	More bool `json:"more"`
}

// Operation is what a service is asked for in one environment.
type Operation struct {
	// Component is the id of the latency_regression processor that watches it.
	Component        string `json:"component"`
	Operation        string `json:"operation"`
	ServiceNamespace string `json:"service_namespace"`
	Service          string `json:"service"`
	Environment      string `json:"environment"`
	// Failed calls are another operation than those that went well.
	Failed bool `json:"failed"`
	// State is "learning", "shadow", "watched", "comparing", "slower" or "drifting".
	State string     `json:"state"`
	Since *time.Time `json:"since"`
	Last  *time.Time `json:"last"`
	// Spans is how many there were, before sampling.
	Spans    float64            `json:"spans"`
	Releases []OperationRelease `json:"releases"`
}

// OperationRelease is an operation under one release.
type OperationRelease struct {
	// Release is "" for calls of none.
	Release string `json:"release"`
	// Old is set for the release that others are compared with.
	Old       bool       `json:"old"`
	FirstSeen *time.Time `json:"first_seen"`
	LastSeen  *time.Time `json:"last_seen"`
	// Spans is how many were taken in as evidence.
	Spans     int64               `json:"spans"`
	Quantiles []OperationQuantile `json:"quantiles"`
	// Comparison is that with the old release, nil when none runs.
	Comparison *Comparison `json:"comparison"`
}

// OperationQuantile is the duration that a share of the calls does not exceed.
type OperationQuantile struct {
	Quantile float64        `json:"quantile"`
	Duration event.Interval `json:"duration_ms"`
}

// Comparison is that of a release with the one that was there before.
type Comparison struct {
	// Answer is "nothing", "slower" or "tail".
	Answer string `json:"answer"`
	// Effect is a ratio of durations: 1.12 is 12 % slower.
	Effect event.Interval `json:"effect"`
	// Evidence and Threshold are in nats.
	Evidence  float64 `json:"evidence"`
	Threshold float64 `json:"threshold"`
	// Need is how many more spans of this release a verdict takes if it is slower by a tenth, nil when no number is enough.
	Need *event.Interval `json:"need"`
}
