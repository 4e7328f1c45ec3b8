package flatline

// patient says that a stream that nobody declared is not told yet, because a declared one of the environment falls short alike
// and will be told louder, and then this one with it. Patience ends when the evidence is twice what is needed.
func (d *Detector) patient(s *stream, situation *Situation, r *Ruling, f *suspicion) bool {
	if s.definition >= 0 || r.Silent || f.evidence >= 2*f.threshold || r.Kind == KindGap || r.Kind == KindTraffic && entrance(situation, r) {
		return false
	}
	_, _, environment := d.senders.Name(s.service)
	for definition := range d.settings.Declared {
		for service := range d.senders.Services(environment) {
			id := d.streams.find(int32(definition), service, 0, "")
			if id == 0 {
				continue
			}
			o := d.streams.at(id)
			if o.alarmed() || !d.isWatched(o) {
				continue
			}
			expected, _ := d.expected(o, f.onset, f.until)
			if seen := d.seenSince(o, f.onset, f.until); expected >= enough && seen <= expected/2 && atMost(seen, expected) < 0.05 {
				return true
			}
		}
	}
	return false
}

// entrance says that requests stopped where most of them come in from outside.
func entrance(s *Situation, r *Ruling) bool {
	return r.At >= 0 && r.At < len(s.Services) && s.Services[r.At].Roots > 0.5
}
