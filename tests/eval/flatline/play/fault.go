package play

// Fault is what goes wrong. Each part that is nil goes right. Times are in nanoseconds of Unix.
type Fault struct {
	// Lost is the probability that an attempt does not succeed that would have. It is still an entry of its sender.
	Lost func(at int64, release string) float64
	// Gone is the probability that an attempt is not made at all.
	Gone func(at int64) float64
	// Times is how often an event happens in place of once.
	Times func(at int64) int
	// Cut reports whether what a sender wants to send at a time does not arrive. With Backfill it arrives later.
	Cut      func(at int64, sender int) bool
	Backfill bool
	// Delay is how much later a batch arrives than it was sent.
	Delay func(at int64, sender int) int64
	// Skew is added to the times of a sender.
	Skew func(sender int) int64
	// Share is the part of the attempts that go to a sender at a time, relative to the other ones; 0 while it is not there.
	Share func(at int64, sender int) float64
}
