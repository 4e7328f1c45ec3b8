package breakdown

// filter remembers traces that are over or were refused, so that their late spans do not look like a trace of their own: a call of
// which only some children are seen would seem to spend its time in its own code. It may take a new trace for one of those, by
// chance, which then is refused as well: the more are refused, the more. It forgets after one to two turns.
type filter struct {
	now, before []uint64
	turned      int64
}

// bitsPerTrace are those of each of both generations.
const bitsPerTrace = 64

func newFilter(traces int) filter {
	words := max(traces*bitsPerTrace/64, 64)
	return filter{now: make([]uint64, words), before: make([]uint64, words)}
}

func (f *filter) places(hash uint64) (word1, word2 int, bit1, bit2 uint64) {
	size := uint64(len(f.now))
	second := hash * 0x9E3779B97F4A7C15
	return int(hash >> 32 & (size - 1)), int(second >> 32 & (size - 1)), 1 << (hash >> 26 & 63), 1 << (second >> 26 & 63)
}

func (f *filter) add(hash uint64) {
	w1, w2, b1, b2 := f.places(hash)
	f.now[w1] |= b1
	f.now[w2] |= b2
}

func (f *filter) has(hash uint64) bool {
	w1, w2, b1, b2 := f.places(hash)
	return f.now[w1]&b1 != 0 && f.now[w2]&b2 != 0 || f.before[w1]&b1 != 0 && f.before[w2]&b2 != 0
}

// turn begins a new generation when the last is older than every.
func (f *filter) turn(now, every int64) {
	if now-f.turned < every {
		return
	}
	f.now, f.before = f.before, f.now
	clear(f.now)
	f.turned = now
}
