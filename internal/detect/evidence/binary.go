package evidence

import (
	"encoding/binary"
	"errors"
	"math"
)

// Lengths of the binary forms.
const (
	TailSize   = 2 + 4*4
	DropSize   = 1 + 2*4 + len(ratios)*(8+8+3*4+TailSize)
	CohortSize = 1 + len(cohortRatios)*8
	RiseSize   = 1 + len(riseRatios)*8
)

const version = 1

// ErrFormat is returned for bytes that are no binary form of what they are read into.
var ErrFormat = errors.New("evidence: not a binary form of this version")

// AppendBinary appends the TailSize bytes of the binary form, little endian. The error is always nil.
func (t *Tail) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, version, byte(t.statistic))
	for _, x := range []float32{t.peaks, t.above, t.excess, t.squares} {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return b, nil
}

// UnmarshalBinary reads what AppendBinary wrote. With an error, ErrFormat, the tail is unchanged.
func (t *Tail) UnmarshalBinary(b []byte) error {
	if len(b) != TailSize || b[0] != version || b[1] > byte(StatisticDrop) {
		return ErrFormat
	}
	n := Tail{statistic: Statistic(b[1])}
	r := reader{b[2:], true}
	for _, x := range []*float32{&n.peaks, &n.above, &n.excess, &n.squares} {
		*x = r.count()
	}
	if !r.ok {
		return ErrFormat
	}
	*t = n
	return nil
}

// AppendBinary appends the DropSize bytes of the binary form, little endian. The error is always nil.
func (d *Drop) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, version)
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(d.exposure))
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(d.conceded))
	for i := range d.runs {
		e := &d.runs[i]
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(e.height))
		b = binary.LittleEndian.AppendUint64(b, uint64(e.onset))
		for _, x := range []float32{e.peak, e.expected, e.seen} {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
		}
		b, _ = e.tail.AppendBinary(b)
	}
	return b, nil
}

// UnmarshalBinary reads what AppendBinary wrote. With an error, ErrFormat, the bank is unchanged.
func (d *Drop) UnmarshalBinary(b []byte) error {
	if len(b) != DropSize || b[0] != version {
		return ErrFormat
	}
	r := reader{b[1:], true}
	n := Drop{exposure: r.count(), conceded: r.count()}
	for i := range n.runs {
		e := &n.runs[i]
		e.height = r.float()
		e.onset = int64(r.bits())
		e.peak, e.expected, e.seen = r.count(), r.count(), r.count()
		if e.tail.UnmarshalBinary(r.b[:TailSize]) != nil || e.height < 0 {
			return ErrFormat
		}
		r.b = r.b[TailSize:]
	}
	if !r.ok {
		return ErrFormat
	}
	*d = n
	return nil
}

// AppendBinary appends the CohortSize bytes of the binary form, little endian. The error is always nil.
func (c *Cohort) AppendBinary(b []byte) ([]byte, error) { return appendLogs(b, c.log[:]), nil }

// UnmarshalBinary reads what AppendBinary wrote. With an error, ErrFormat, the test is unchanged.
func (c *Cohort) UnmarshalBinary(b []byte) error { return readLogs(b, c.log[:]) }

// AppendBinary appends the RiseSize bytes of the binary form, little endian. The error is always nil.
func (r *Rise) AppendBinary(b []byte) ([]byte, error) { return appendLogs(b, r.log[:]), nil }

// UnmarshalBinary reads what AppendBinary wrote. With an error, ErrFormat, the test is unchanged.
func (r *Rise) UnmarshalBinary(b []byte) error { return readLogs(b, r.log[:]) }

func appendLogs(b []byte, logs []float64) []byte {
	b = append(b, version)
	for _, x := range logs {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	}
	return b
}

func readLogs(b []byte, to []float64) error {
	if len(b) != 1+8*len(to) || b[0] != version {
		return ErrFormat
	}
	r := reader{b[1:], true}
	for range to {
		r.float()
	}
	if !r.ok {
		return ErrFormat
	}
	r.b = b[1:]
	for i := range to {
		to[i] = r.float()
	}
	return nil
}

// reader takes numbers off bytes whose length was checked; ok says that all were possible.
type reader struct {
	b  []byte
	ok bool
}

func (r *reader) bits() uint64 {
	x := binary.LittleEndian.Uint64(r.b)
	r.b = r.b[8:]
	return x
}

func (r *reader) float() float64 {
	x := math.Float64frombits(r.bits())
	r.ok = r.ok && !math.IsNaN(x) && !math.IsInf(x, 0)
	return x
}

func (r *reader) count() float32 {
	x := math.Float32frombits(binary.LittleEndian.Uint32(r.b))
	r.b = r.b[4:]
	r.ok = r.ok && x >= 0 && x < 1e30
	return x
}
