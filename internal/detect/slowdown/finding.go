package slowdown

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

// Finding is what a Detector has to say about a release or an operation.
type Finding struct {
	Kind  Kind
	Phase Phase
	Tier  Tier
	// Key of the operation, that of the largest effect when there are several.
	Key Key
	// Incident names what it is about, the same for as long as it lasts and when it comes again.
	Incident string
	// Title is one line for people.
	Title string
	// At is when it could be decided. Onset is when it began, as far as can be told. Until is when it ended, once it has.
	At, Onset, Until time.Time
	// Release is the one that did it, "" when none is suspected; Previous is what it was compared with. ReleaseSeen is when the
	// release was seen first. Odds are for it against chance.
	Release, Previous string
	ReleaseSeen       time.Time
	Odds              float64
	// GoneWith is the release with which it went away, "" when no release ended it.
	GoneWith string
	// Instance is the bad one.
	Instance string
	// Answer of the comparison; AnswerNothing for drift.
	Answer latency.Answer
	// Effect is by how much it is slower: all durations, of a tail its quantile.
	Effect    latency.Effect
	Quantiles []Quantile
	Plot      latency.Plot
	// Growth says where the time went, the largest first.
	Growth []breakdown.Growth
	// Before and After are how many spans were compared.
	Before, After uint64
	// Children are the other operations that became slower with it, and callers that wait for it.
	Children []string
	// Evidence and Threshold are in nats; Budget is in false alarms a year, of drift.
	Evidence, Threshold, Budget float64
	// Words say why, one sentence each.
	Words []string
}

// Quantile compares one quantile, in nanoseconds.
type Quantile struct {
	Q             float64
	Before, After latency.Quantile
}
