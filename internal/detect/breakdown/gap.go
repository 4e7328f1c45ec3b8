package breakdown

import "slices"

// gapShare is how much of the growth of the code around it a gap must make to be told apart from it, and the other way around: a gap that
// grew where code before or behind all children shrank is the same code in another place.
const gapShare = 2.0 / 3

// chargeRepeats charges a part with the gaps behind its calls as far as they became more because it is called more often: a loop
// that asks for each row costs what its body does with each, too. The first call of a part is no repetition.
func chargeRepeats(changes []change) {
	for i := range changes {
		gap := &changes[i]
		if gap.part&gapBit == 0 || gap.after.times == 0 {
			continue
		}
		part, holder := find(changes, gap.part&^gapBit), find(changes, gap.holder)
		if part == nil || holder == nil {
			continue
		}
		repeats := min(part.after.times-max(part.before.times, 1), gap.after.times-gap.before.times)
		share := min(repeats/gap.after.times, holder.grown()/gap.after.onPath)
		if !(share > 0) {
			continue
		}
		moved := average{gap.after.onPath * share, gap.after.times * share, 0, gap.after.deviation * share}
		part.after.onPath += moved.onPath
		part.after.deviation += moved.deviation
		holder.after = holder.after.minus(moved)
		gap.after = gap.after.minus(moved)
		gap.after.times -= moved.times
	}
}

// tellGap takes the gap that grew most out of its holder, if it makes what the holder grew by.
func tellGap(changes []change) {
	var gap *change
	for i := range changes {
		if c := &changes[i]; c.part&gapBit != 0 && c.grown() > 0 && (gap == nil || c.grown() > gap.grown()) {
			gap = c
		}
	}
	if gap == nil {
		return
	}
	holder := find(changes, gap.holder)
	if holder == nil || gap.grown() < gapShare*holder.grown() || holder.grown() < gapShare*gap.grown() {
		return
	}
	gap.told = true
	holder.before, holder.after = holder.before.minus(gap.before), holder.after.minus(gap.after)
}

func find(changes []change, part uint32) *change {
	if at := slices.IndexFunc(changes, func(c change) bool { return c.part == part }); at >= 0 {
		return &changes[at]
	}
	return nil
}

// minus takes a gap out of its holder. How long one of them takes stays what it is.
func (a average) minus(gap average) average {
	return average{a.onPath - gap.onPath, a.times, a.busy, a.deviation + gap.deviation}
}
