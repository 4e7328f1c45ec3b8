package liveness

import (
	"math"
	"strings"
	"time"
)

// Sender is one process that sends telemetry.
type Sender struct {
	Namespace, Service, Environment, Version string
	// Instance tells the processes of a service apart; Host is the machine, whose agent they may share.
	Instance, Host string
}

func (s Sender) clone() Sender {
	return Sender{
		Namespace: strings.Clone(s.Namespace), Service: strings.Clone(s.Service), Environment: strings.Clone(s.Environment),
		Version: strings.Clone(s.Version), Instance: strings.Clone(s.Instance), Host: strings.Clone(s.Host),
	}
}

// sender is what is known of one. Times are unix nanoseconds, 0 for never.
type sender struct {
	Sender
	service     ServiceID
	release     int32 // index of its service's releases, -1 for none
	next        ID    // of the same service
	first, last int64 // received
	skew        skew
	// Decayed with the time constant memory, as of last.
	batches, items float64
}

// memory is the time constant of what a sender usually sends.
const memory = 6 * time.Hour

func (s *sender) hear(received int64, items int) {
	keep := math.Exp(-float64(max(received-s.last, 0)) / float64(memory))
	if s.last == 0 {
		keep = 0
	}
	s.batches = s.batches*keep + 1
	s.items = s.items*keep + float64(items)
	s.last = max(s.last, received)
}

// rate turns a decayed count into one per hour, as of the time the sender was last heard.
func (s *sender) rate(count float64) float64 {
	age := max(float64(s.last-s.first), float64(time.Minute))
	return count / (memory.Hours() * -math.Expm1(-age/float64(memory)))
}
