package baseline

import (
	"encoding/binary"
	"errors"
	"math"
)

// Size is the length of the binary form of a Model.
const Size = 1 + 2*weekHours + weekHours + 2*dayHours + dayHours + 3*8 + 9*4 + 3*8

const version = 1

// ErrFormat is returned for bytes that are no binary form of a Model.
var ErrFormat = errors.New("baseline: not a model of this version")

// AppendBinary appends the Size bytes of the binary form, little endian: version, rates and weights of the week and of the
// day, what was learned in all, sums, silence. The error is always nil.
func (m *Model) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, version)
	for _, q := range m.week {
		b = binary.LittleEndian.AppendUint16(b, q)
	}
	b = append(b, m.weekWeight[:]...)
	for _, q := range m.day {
		b = binary.LittleEndian.AppendUint16(b, q)
	}
	b = append(b, m.dayWeight[:]...)
	for _, x := range []uint64{math.Float64bits(m.events), math.Float64bits(m.exposure), uint64(m.start)} {
		b = binary.LittleEndian.AppendUint64(b, x)
	}
	for _, x := range m.sums() {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(*x))
	}
	for _, x := range []uint64{uint64(m.silence.first), m.silence.waiting[0], m.silence.waiting[1]} {
		b = binary.LittleEndian.AppendUint64(b, x)
	}
	return b, nil
}

// UnmarshalBinary reads what AppendBinary wrote. With an error, ErrFormat, the model is unchanged.
func (m *Model) UnmarshalBinary(b []byte) error {
	if len(b) != Size || b[0] != version {
		return ErrFormat
	}
	b = b[1:]
	var n Model
	b = readRates(b, n.week[:])
	b = b[copy(n.weekWeight[:], b):]
	b = readRates(b, n.day[:])
	b = b[copy(n.dayWeight[:], b):]
	n.events, b = math.Float64frombits(binary.LittleEndian.Uint64(b)), b[8:]
	n.exposure, b = math.Float64frombits(binary.LittleEndian.Uint64(b)), b[8:]
	n.start, b = int64(binary.LittleEndian.Uint64(b)), b[8:]
	for _, x := range n.sums() {
		*x, b = math.Float32frombits(binary.LittleEndian.Uint32(b)), b[4:]
	}
	n.silence.first, b = int64(binary.LittleEndian.Uint64(b)), b[8:]
	n.silence.waiting = [2]uint64{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])}
	if !n.valid() {
		return ErrFormat
	}
	*m = n
	return nil
}

func (m *Model) sums() [9]*float32 {
	return [...]*float32{
		&m.meanEvents, &m.meanHours, &m.levelEvents, &m.levelSeason,
		&m.spread.events, &m.spread.expected, &m.spread.sum, &m.spread.windows, &m.silence.missing,
	}
}

// valid says that the numbers can have come from learning, so that no forecast is infinite or no number.
func (m *Model) valid() bool {
	const most = 1e30
	for _, x := range m.sums() {
		if x != &m.spread.sum && !(*x >= 0 && *x < most) {
			return false
		}
	}
	s := m.silence
	return math.Abs(float64(m.spread.sum)) < most && m.levelEvents > 1e-9 && m.levelSeason > 1e-9 &&
		m.events >= 0 && m.events < math.MaxFloat64 && m.exposure >= 0 && m.exposure < math.MaxFloat64 &&
		m.start >= minSeconds && m.start <= maxSeconds &&
		s.first >= minSeconds*1e9 && s.first <= maxSeconds*1e9 && s.waiting[1]>>(silenceMax-64) == 0
}

func readRates(b []byte, to []uint16) []byte {
	for i := range to {
		to[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return b[2*len(to):]
}
