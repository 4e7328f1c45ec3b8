package slowdown

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

// Status is what people see of an operation.
type Status struct {
	Key Key
	// State is learning, shadow, watched, comparing, slower or drifting.
	State string
	Born  time.Time
	Last  time.Time
	// Spans is how many there were, before sampling.
	Spans    float64
	Releases []ReleaseStatus
}

// ReleaseStatus is an operation under one release.
type ReleaseStatus struct {
	Release     string
	First, Last time.Time
	// Spans is how many were taken in as evidence.
	Spans uint64
	// Old is set for the release that others are compared with.
	Old       bool
	Quantiles []Quantiles
	// Of the comparison with the old release, when one runs. Need is how many more spans of this release a verdict takes
	// if it is slower by a tenth.
	Compared            bool
	Answer              latency.Answer
	Effect              latency.Effect
	Evidence, Threshold float64
	Need                latency.Need
}

// Quantiles is a quantile of the durations under one release.
type Quantiles struct {
	Q float64
	latency.Quantile
}

// Stats are what telemetry shows of a Detector.
type Stats struct {
	Operations, Releases, Instances, Comparisons int
	// What found no room: operations, releases of a service, instances; spans of releases that were not told apart.
	Overflow, ReleaseOverflow, InstanceOverflow, Folded uint64
	// Spans that were not evidence: too late, of a time to come (counted as of now), of an instance that has just started.
	Late, Skewed, Cold uint64
	// Odd durations are zero, negative or no number. Unversioned spans name no release.
	Odd, Unversioned uint64
	// Untold incidents found no room beside those that are open.
	Untold uint64
	// Findings by kind.
	Findings [KindDrift + 1]uint64
}
