package store

import (
	"bytes"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// Bodies, exemplars and issue documents in JSON, are stored compressed. Stacks repeat themselves: a
// quarter of the bytes is left, and bytes are what a flush of new issues takes its time for.
//
// A stored body is one byte that says how it is packed, and the packed bytes.
const (
	bodyPlain byte = 0
	bodyZstd  byte = 1
)

// packFrom is the least length in bytes for which packing pays.
const packFrom = 256

// maxBody is the largest body that is unpacked, so that a damaged file cannot ask for all memory.
const maxBody = 16 << 20

var (
	encoder = must(zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(128<<10), zstd.WithLowerEncoderMem(true)))
	decoder = must(zstd.NewReader(nil, zstd.WithDecoderConcurrency(readerCount), zstd.WithDecoderMaxMemory(maxBody),
		zstd.WithDecoderLowmem(true)))
)

// must is for options that are constants.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// pack returns the stored form of a body.
func pack(body []byte) []byte {
	if len(body) < packFrom {
		return append([]byte{bodyPlain}, body...)
	}
	return encoder.EncodeAll(body, append(make([]byte, 0, len(body)/2), bodyZstd))
}

// unpack is the inverse of pack.
func unpack(stored []byte) ([]byte, error) {
	if len(stored) == 0 {
		return nil, fmt.Errorf("read a stored body: it is empty")
	}
	switch packed := stored[1:]; stored[0] {
	case bodyPlain:
		return packed, nil
	case bodyZstd:
		body, err := decoder.DecodeAll(packed, nil)
		if err != nil {
			return nil, fmt.Errorf("read a stored body: %w", err)
		}
		return body, nil
	default:
		return nil, fmt.Errorf("read a stored body: it is packed in way %d, which is not known", stored[0])
	}
}

// lastPacked remembers one body: an exemplar is put into several slots one after the other.
type lastPacked struct {
	body, packed []byte
}

func (l *lastPacked) pack(body []byte) []byte {
	if l.packed == nil || !bytes.Equal(l.body, body) {
		// A copy, because the caller may use its buffer again.
		l.body, l.packed = append(l.body[:0], body...), pack(body)
	}
	return l.packed
}
