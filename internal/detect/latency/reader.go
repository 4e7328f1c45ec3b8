package latency

import (
	"encoding/binary"
	"math"

	"github.com/tidemark-otel/tidemark/internal/detect/evidence"
)

// greatest is more than any sum can come to: squares of it are finite.
const greatest = 1e100

// reader takes values off a binary form. After a failure all that it returns is zero.
type reader struct {
	b      []byte
	failed bool
}

// take returns the next n bytes, or n zeros when there are fewer. n is 32 at most.
func (r *reader) take(n int) []byte {
	if r.failed || len(r.b) < n {
		r.failed = true
		return make([]byte, n)
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

// done reports whether all went well and nothing is left.
func (r *reader) done() bool { return !r.failed && len(r.b) == 0 }

func (r *reader) require(ok bool) { r.failed = r.failed || !ok }

func (r *reader) version()      { r.require(r.take(1)[0] == version) }
func (r *reader) short() uint16 { return binary.LittleEndian.Uint16(r.take(2)) }
func (r *reader) word() uint32  { return binary.LittleEndian.Uint32(r.take(4)) }
func (r *reader) long() uint64  { return binary.LittleEndian.Uint64(r.take(8)) }

func (r *reader) float() float64 {
	x := math.Float64frombits(r.long())
	if !(math.Abs(x) <= greatest) {
		r.failed = true
		return 0
	}
	return x
}

func (r *reader) positive() float64 {
	x := r.float()
	r.require(x >= 0)
	return x
}

func (r *reader) single() float32 {
	x := math.Float32frombits(r.word())
	if !(x >= 0 && x <= 1e30) {
		r.failed = true
		return 0
	}
	return x
}

// span is the bounds of the bins that follow.
func (r *reader) span() (from, to int) {
	b := r.take(2)
	from, to = int(b[0]), int(b[0])+int(b[1])
	if to > Bins {
		r.failed = true
		return 0, 0
	}
	return from, to
}

func (r *reader) sample() Sample {
	r.version()
	var s Sample
	from, to := r.span()
	var sum float64
	for i := from; i < to; i++ {
		s.bins[i] = r.single()
		sum += float64(s.bins[i])
	}
	s.from, s.to = filled(&s.bins)
	s.weight, s.squares = r.positive(), r.positive()
	r.require(math.Abs(sum-s.weight) <= 1e-3*s.weight && (s.weight > 0) == (s.squares > 0))
	return s
}

func (r *reader) inflation() inflation {
	f := inflation{score: r.float(), variance: r.positive(), squares: r.positive(), blocks: r.positive(), expected: r.positive()}
	r.require((f.blocks == 0) == (f.variance == 0) && f.expected < 1e6)
	return f
}

func (r *reader) rise() (e evidence.Rise) {
	r.require(e.UnmarshalBinary(r.take(evidence.RiseSize)) == nil)
	return e
}
