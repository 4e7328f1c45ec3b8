package latency

import (
	"encoding/binary"
	"errors"
	"math"
)

const version = 1

// ErrFormat is returned for bytes that are no binary form of what they are read into.
var ErrFormat = errors.New("latency: not a binary form of this version")

// The binary forms are little endian: a version, then the fields in the order of their declaration. Bins are a first bin and a
// number of bins, one byte each, and their counts.

// AppendBinary appends the binary form of the histogram. The error is always nil.
func (h *Hist) AppendBinary(b []byte) ([]byte, error) {
	from, to := h.from, h.to
	b = append(b, version, from, to-from)
	for _, n := range h.bins[from:to] {
		b = binary.LittleEndian.AppendUint16(b, n)
	}
	b = binary.LittleEndian.AppendUint32(b, h.odd)
	return binary.LittleEndian.AppendUint32(b, h.lost), nil
}

// UnmarshalBinary reads what AppendBinary wrote. With an error, ErrFormat, the histogram is unchanged.
func (h *Hist) UnmarshalBinary(b []byte) error {
	r := reader{b: b}
	r.version()
	var n Hist
	from, to := r.span()
	for i := from; i < to; i++ {
		n.bins[i] = r.short()
		n.count += uint32(n.bins[i])
	}
	n.from, n.to = filled(&n.bins)
	n.odd, n.lost = r.word(), r.word()
	if !r.done() {
		return ErrFormat
	}
	*h = n
	return nil
}

// AppendBinary appends the binary form of the sample. The error is always nil.
func (s *Sample) AppendBinary(b []byte) ([]byte, error) {
	from, to := s.from, s.to
	b = append(b, version, from, to-from)
	for _, n := range s.bins[from:to] {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(n))
	}
	return appendFloats(b, s.weight, s.squares), nil
}

// UnmarshalBinary reads what AppendBinary wrote. With an error, ErrFormat, the sample is unchanged.
func (s *Sample) UnmarshalBinary(b []byte) error {
	r := reader{b: b}
	n := r.sample()
	if !r.done() {
		return ErrFormat
	}
	*s = n
	return nil
}

// AppendBinary appends the binary form of the comparison. The error is always nil.
func (c *Comparison) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, version)
	b = c.Ranks.inflation.append(b)
	b = appendFloats(b, c.Ranks.best)
	b = binary.LittleEndian.AppendUint64(b, c.Ranks.old)
	b = binary.LittleEndian.AppendUint64(b, c.Ranks.fresh)
	for i := range c.tails {
		b, _ = c.tails[i].rise.AppendBinary(b)
		b = c.tails[i].inflation.append(b)
		b = appendFloats(b, c.tails[i].best)
	}
	b, _ = c.Before.AppendBinary(b)
	return c.After.AppendBinary(b)
}

// UnmarshalBinary reads what AppendBinary wrote. With an error, ErrFormat, the comparison is unchanged.
func (c *Comparison) UnmarshalBinary(b []byte) error {
	r := reader{b: b}
	r.version()
	var n Comparison
	n.Ranks.inflation = r.inflation()
	n.Ranks.best = r.positive()
	n.Ranks.old, n.Ranks.fresh = r.long(), r.long()
	n.Ranks.now = n.Ranks.evidence()
	for i := range n.tails {
		n.tails[i].rise = r.rise()
		n.tails[i].inflation = r.inflation()
		n.tails[i].best = r.positive()
		n.tails[i].now = n.tails[i].evidence()
	}
	n.Before, n.After = r.sample(), r.sample()
	if !r.done() {
		return ErrFormat
	}
	*c = n
	return nil
}

func (f *inflation) append(b []byte) []byte {
	return appendFloats(b, f.score, f.variance, f.squares, f.blocks, f.expected)
}

func appendFloats(b []byte, xs ...float64) []byte {
	for _, x := range xs {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	}
	return b
}

// filled are the bounds of the bins that are not zero.
func filled[T uint16 | float32](bins *[Bins]T) (from, to uint8) {
	for i, n := range bins {
		if n == 0 {
			continue
		}
		if to == 0 {
			from = uint8(i)
		}
		to = uint8(i + 1)
	}
	return from, to
}
