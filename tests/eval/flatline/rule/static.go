package rule

// Static alarms when the count of a window is below a threshold: half of the least that was ever seen in the training, for the window
// that is the fastest so.
type Static struct {
	window int64
	least  int
}

// Name is what the table calls it.
func (*Static) Name() string { return "static threshold" }

// Train takes of several windows the one that tells a silence soonest: after the time in which an average count falls below the
// threshold. One that was ever empty has none.
func (s *Static) Train(v View, from, to int64) {
	s.window, s.least = 0, 0
	soonest := int64(0)
	for _, window := range []int64{5 * minute, 10 * minute, 30 * minute, hour, 2 * hour, 4 * hour, 8 * hour, 16 * hour, day} {
		least := v.Count(from, from+window)
		for end := from + window; end <= to; end += minute {
			least = min(least, v.Count(end-window, end))
		}
		if least == 0 {
			continue
		}
		least = (least + 1) / 2
		mean := float64(v.Count(from, to)) * float64(window) / float64(to-from)
		delay := int64(float64(window) * (1 - (float64(least)-1)/mean))
		if s.window == 0 || delay < soonest {
			s.window, s.least, soonest = window, least, delay
		}
	}
}

// Alarms are looked for every minute. There are none when no window had events always.
func (s *Static) Alarms(v View, from, to int64) []Span {
	if s.window == 0 {
		return nil
	}
	return sampled(from, to, minute, func(now int64) bool { return v.Count(now-s.window, now) < s.least })
}
