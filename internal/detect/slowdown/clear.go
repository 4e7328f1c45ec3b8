package slowdown

import "slices"

// enough is how many blocks of a comparison say something.
const enough = 5

// outcome is what the last comparison of a release with an older one has shown, also when the old one is gone.
type outcome struct {
	blocks int32
	// high is by how much the logarithm of its durations may be above those of the old one, with 95 %.
	high float32
}

func (s *slot) remember(c *contest) {
	s.compared = outcome{int32(c.Ranks.Blocks()), float32(c.all.mean() + ninety*c.error(&c.all))}
}

// cleared says that a release did not do what happened to an operation: beside the old one it is no slower, or if it is that will show
// there, or it was explained otherwise. delta is by how much the logarithm of the durations grew.
func (d *Detector) cleared(o *operation, of ReleaseID, delta float64) bool {
	i := slices.Index(o.of[:], of)
	if i < 0 {
		return false
	}
	s := o.slots[i]
	return i != int(o.base) && o.beside(i) || s.compared.blocks >= enough && float64(s.compared.high) < delta/2 || d.explained(o, of)
}

// explained says that it is known why an operation is slow under a release, and that it is no fault of the release.
func (d *Detector) explained(o *operation, of ReleaseID) bool {
	for _, t := range d.incidents {
		if tier(t.finding.Kind) == TierNote && t.service == o.service && t.finding.Release == d.releases[of].version &&
			slices.Contains(t.operations, o.id) {
			return true
		}
	}
	return false
}

// excused says that a change began with a release under which it is known why the operation is slow.
func (d *Detector) excused(o *operation, onset int64, delta float64) bool {
	around := vague(o.drift.Noise() / delta)
	for _, of := range o.of {
		if of != 0 && d.explained(o, of) && d.blame(of, onset, around) > named {
			return true
		}
	}
	return false
}
