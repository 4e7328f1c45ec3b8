package flatline

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/liveness"
)

// Sender is one process that sends telemetry.
type Sender = liveness.Sender

// SenderID and StreamID name what a Detector knows. 0 is one that it had no room for.
type (
	SenderID uint32
	StreamID uint32
)

// Key names a stream.
type Key struct {
	// Definition is the index of Settings.Declared, -1 for a discovered stream.
	Definition                      int
	Namespace, Service, Environment string
	// Signal is set for discovered streams.
	Signal Signal
	// Name of a discovered stream is its operation with its kind ("server GET /pay", "consumer orders process") or the
	// event name of its log records; of a declared one the values of its split keys joined by ", ".
	Name string
}

// Observation is events of one stream that one sender sent together.
type Observation struct {
	Stream StreamID
	Sender SenderID
	// At is the time of the events as sent, Received that of their batch.
	At, Received time.Time
	// Count estimates how many there were before sampling.
	Count float64
}

// Heard is all that a batch holds from one sender, whether it belongs to a stream or not.
type Heard struct {
	Sender SenderID
	// First and Last are times of items as sent, Received that of the batch.
	Received, First, Last time.Time
	// Items are spans and log records. Entries are spans where the service was called, Roots those of them without a parent.
	Items, Entries, Roots int
}
