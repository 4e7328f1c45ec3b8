package record

import (
	"encoding"
	"encoding/binary"
	"errors"
	"math"
)

// ErrFormat is returned for bytes that are not what was written.
var ErrFormat = errors.New("record: not a record of this version")

// Reader reads what a Writer wrote, in the same order.
type Reader struct {
	bytes []byte
	bad   bool
}

// NewReader returns a Reader. Strings that it yields are copies.
func NewReader(b []byte) *Reader { return &Reader{bytes: b} }

// Int reads a signed number.
func (r *Reader) Int() int64 {
	x, n := binary.Varint(r.bytes)
	if n <= 0 || r.bad {
		r.bad = true
		return 0
	}
	r.bytes = r.bytes[n:]
	return x
}

// Count reads a number of things of which at most most are believed.
func (r *Reader) Count(most int) int {
	n := r.Int()
	if n < 0 || n > int64(most) {
		r.bad = true
		return 0
	}
	return int(n)
}

// Time reads unix nanoseconds between 1970 and 2242.
func (r *Reader) Time() int64 {
	x := r.Int()
	if x < 0 || x > 1<<33*1e9 {
		r.bad = true
		return 0
	}
	return x
}

// Float reads a number that is finite and of a size that counts can have.
func (r *Reader) Float() float64 {
	if r.bad || len(r.bytes) < 8 {
		r.bad = true
		return 0
	}
	x := math.Float64frombits(binary.LittleEndian.Uint64(r.bytes))
	r.bytes = r.bytes[8:]
	if !(math.Abs(x) < 1e30) {
		r.bad = true
		return 0
	}
	return x
}

// Positive reads a Float that is not below zero.
func (r *Reader) Positive() float64 {
	x := r.Float()
	if x < 0 {
		r.bad = true
		return 0
	}
	return x
}

// String reads at most 64 KiB.
func (r *Reader) String() string { return string(r.take()) }

// Bool reads a byte.
func (r *Reader) Bool() bool { return r.Count(1) == 1 }

// Part reads something that has a binary form of its own.
func (r *Reader) Part(p encoding.BinaryUnmarshaler) {
	if b := r.take(); !r.bad && p.UnmarshalBinary(b) != nil {
		r.bad = true
	}
}

func (r *Reader) take() []byte {
	n := r.Count(1 << 16)
	if r.bad || n > len(r.bytes) {
		r.bad = true
		return nil
	}
	b := r.bytes[:n]
	r.bytes = r.bytes[n:]
	return b
}

// Fail marks the record as not fitting.
func (r *Reader) Fail() { r.bad = true }

// Err is ErrFormat when something did not fit or when bytes are left.
func (r *Reader) Err() error {
	if r.bad || len(r.bytes) > 0 {
		return ErrFormat
	}
	return nil
}
