package flatline

import (
	"github.com/tidemark-otel/tidemark/internal/detect/evidence"
)

// suspicion is evidence that has passed its threshold, before anybody has judged it. Times are unix nanoseconds.
type suspicion struct {
	now, until, onset   int64
	decided             int64 // when it could be decided
	evidence, threshold float64
	ratio               float64
	conditional         bool
	cohort              string
	expected, seen      float64
}

func (d *Detector) silence(s *stream, now, until, due, wait int64) suspicion {
	onset := s.silentSince()
	expected, _ := d.expected(s, onset, until)
	decided := now
	if on := due + wait; now-on <= 1<<tickBits {
		decided = on
	}
	return suspicion{now: now, until: until, onset: onset, decided: decided, evidence: s.tail.Evidence(expected / s.perItem()),
		threshold: d.threshold(s), expected: expected}
}

func (d *Detector) dropped(s *stream, now, until int64, drop evidence.Dropped) suspicion {
	return suspicion{now: now, until: until, onset: drop.Onset.UnixNano(), decided: now, evidence: drop.Evidence,
		threshold: drop.Threshold, ratio: drop.Ratio, expected: drop.Expected * s.perItem(), seen: drop.Seen * s.perItem()}
}
