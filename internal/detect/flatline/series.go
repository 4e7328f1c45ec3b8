package flatline

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/evidence"
)

var seriesSteps = [...]time.Duration{10 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute,
	30 * time.Minute, time.Hour}

// seriesStep is such that a silence that would be told has about a dozen steps.
func (d *Detector) seriesStep(s *stream) int64 {
	limit := time.Duration(evidence.Limit(s.model.Mean(), d.budget(s)) * float64(time.Hour))
	for _, step := range seriesSteps {
		if limit <= 12*step {
			return int64(step)
		}
	}
	return int64(seriesSteps[len(seriesSteps)-1])
}

// series is what was expected and seen until a time. The forecast is that of now.
func (d *Detector) series(s *stream, until int64) Series {
	if s.more == nil || s.more.recent == nil || s.more.recent.step == 0 || s.more.recent.since == 0 {
		return Series{}
	}
	r := s.more.recent
	end := until / r.step
	begin := max(end-recentSteps, (r.since+r.step-1)/r.step)
	if begin >= end {
		return Series{}
	}
	out := Series{Start: at(begin * r.step), Step: time.Duration(r.step)}
	cv2 := s.model.CV2()
	for i := begin; i < end; i++ {
		expected, _ := d.expected(s, i*r.step, (i+1)*r.step)
		low, high := evidence.Band(expected, cv2)
		out.Expected = append(out.Expected, expected)
		out.Low = append(out.Low, low)
		out.High = append(out.High, high)
		out.Seen = append(out.Seen, r.at(i))
	}
	return out
}
