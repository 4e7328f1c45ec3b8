package flatline

import "github.com/tidemark-otel/tidemark/internal/detect/evidence"

// budget is how many false alarms a year a stream may make: its own, or its part of what discovered ones share.
func (d *Detector) budget(s *stream) float64 {
	if s.definition >= 0 {
		return d.settings.Declared[s.definition].Budget
	}
	return d.settings.Discover.Budget / float64(max(d.watched, 1))
}

// threshold is the evidence from which on a silence is told. Each item may begin one.
func (d *Detector) threshold(s *stream) float64 {
	return evidence.Threshold(evidence.HoursAYear*s.model.Mean()/s.perItem(), d.budget(s))
}

func (d *Detector) tier(s *stream) Tier {
	if s.definition < 0 {
		return TierNotice
	}
	tier := d.settings.Declared[s.definition].Tier
	if s.model.Exposure() < pageAfter || s.model.Events() < pageEvents {
		return min(tier, TierNotice)
	}
	return tier
}

// isWatched says that a stream has enough events for silence to mean something.
func (d *Detector) isWatched(s *stream) bool {
	return s.model.Events() >= noticeEvents && (s.definition >= 0 || s.model.Mean() >= d.settings.Discover.MinRate)
}

// deadline is when the silence of a stream would be told, in event time.
func (d *Detector) deadline(s *stream) (int64, bool) {
	if !d.isWatched(s) {
		return 0, false
	}
	since := s.silentSince()
	t, ok := d.when(s, since, s.tail.Inverse(d.threshold(s))*s.perItem())
	return max(t, since+silenceMin), ok
}

// silenceMin is the shortest silence that is told: below, batches and clocks are coarser than the events.
const silenceMin = int64(2e9)
