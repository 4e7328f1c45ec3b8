package record

import (
	"encoding"
	"encoding/binary"
	"math"
)

// Writer appends to its bytes.
type Writer struct{ Bytes []byte }

// Int appends a signed number as a varint.
func (w *Writer) Int(x int64) { w.Bytes = binary.AppendVarint(w.Bytes, x) }

// Float appends eight bytes.
func (w *Writer) Float(x float64) {
	w.Bytes = binary.LittleEndian.AppendUint64(w.Bytes, math.Float64bits(x))
}

// String appends a length and the bytes.
func (w *Writer) String(s string) {
	w.Int(int64(len(s)))
	w.Bytes = append(w.Bytes, s...)
}

// Bool appends a byte.
func (w *Writer) Bool(b bool) {
	if b {
		w.Int(1)
	} else {
		w.Int(0)
	}
}

// Part appends something that has a binary form of its own. Those of detectors cannot fail.
func (w *Writer) Part(p encoding.BinaryAppender) {
	b, err := p.AppendBinary(nil)
	if err == nil {
		w.String(string(b))
	}
}
