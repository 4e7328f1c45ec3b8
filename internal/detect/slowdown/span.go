package slowdown

import "time"

// Key names an operation. Failed calls are another one than those that went well: they end early or time out.
type Key struct {
	Namespace, Service, Environment string
	// Operation with its kind: "server GET /pay", "consumer orders process".
	Operation string
	Failed    bool
}

// OperationID, ReleaseID and InstanceID name what a Detector knows. 0 is one that it had no room for, or that has no name.
type (
	OperationID uint32
	ReleaseID   uint32
	InstanceID  uint32
)

// Strata is how many strata there are: spans of like requests, numbered from 0.
const Strata = 8

// Span is a call that ended.
type Span struct {
	Operation OperationID
	// Release is 0 without a version: then only drift is watched.
	Release ReleaseID
	// Instance is 0 when it is not known: then the release counts as one.
	Instance InstanceID
	// Stratum is which of Strata kinds of requests it was, by what the caller knows of it (size class, region, caller).
	Stratum uint8
	Start   time.Time
	// Duration is in nanoseconds.
	Duration float64
	Received time.Time
	// Count estimates how many there were before sampling, for totals. It is no evidence: one span is.
	Count float64
}
