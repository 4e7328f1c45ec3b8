package breakdown

import (
	"encoding/binary"
	"math/bits"
)

// Samples says whether the trace with this id is among those that one of so many is taken of. It is decided by the id alone, and who is
// among those of twice as many is among those. Whatever reads the attributes of spans can ask before it does, with what Book.OneIn was
// some seconds ago.
func Samples(trace [16]byte, oneIn int) bool {
	return oneIn > 0 && mixTrace(trace)%uint64(oneIn) == 0
}

// mixTrace spreads what differs between two ids over all bits: ids need not be random, as clients make them.
func mixTrace(trace [16]byte) uint64 {
	hi, lo := bits.Mul64(binary.LittleEndian.Uint64(trace[:8])^0x9E3779B97F4A7C15, binary.LittleEndian.Uint64(trace[8:])^0xD1B54A32D192ED03)
	x := hi ^ lo
	x ^= x >> 32
	x *= 0x9FB21C651E98DF25
	return x ^ x>>29
}
