package otlp

import (
	"encoding/binary"
	"math"

	"github.com/cespare/xxhash/v2"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

// hashOfRecord tells log records apart by what they say. Two that say the same at the same nanosecond are one.
func hashOfRecord(record plog.LogRecord) uint64 {
	var d xxhash.Digest
	d.Reset()
	number := func(n uint64) {
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], n)
		_, _ = d.Write(b[:])
	}
	number(uint64(record.Timestamp()))
	number(uint64(record.ObservedTimestamp()))
	number(uint64(record.SeverityNumber()))
	trace, span := record.TraceID(), record.SpanID()
	_, _ = d.Write(trace[:])
	_, _ = d.Write(span[:])
	_, _ = d.WriteString(record.EventName())
	hashValue(&d, record.Body(), maxDepth)
	hashMap(&d, record.Attributes(), maxDepth)
	return d.Sum64()
}

func hashMap(d *xxhash.Digest, m pcommon.Map, levels int) {
	for key, value := range m.All() {
		_, _ = d.WriteString(key)
		hashValue(d, value, levels-1)
	}
}

// hashValue adds a value. What is nested too deep does not count.
func hashValue(d *xxhash.Digest, v pcommon.Value, levels int) {
	var b [9]byte
	b[0] = byte(v.Type())
	switch v.Type() {
	case pcommon.ValueTypeStr:
		binary.LittleEndian.PutUint64(b[1:], uint64(len(v.Str())))
		_, _ = d.Write(b[:])
		_, _ = d.WriteString(v.Str())
		return
	case pcommon.ValueTypeInt:
		binary.LittleEndian.PutUint64(b[1:], uint64(v.Int()))
	case pcommon.ValueTypeDouble:
		binary.LittleEndian.PutUint64(b[1:], math.Float64bits(v.Double()))
	case pcommon.ValueTypeBool:
		if v.Bool() {
			b[1] = 1
		}
	case pcommon.ValueTypeBytes:
		for _, c := range v.Bytes().All() {
			b[1] = c
			_, _ = d.Write(b[:2])
		}
	case pcommon.ValueTypeMap:
		if levels > 0 {
			hashMap(d, v.Map(), levels)
		}
	case pcommon.ValueTypeSlice:
		for _, e := range v.Slice().All() {
			if levels > 0 {
				hashValue(d, e, levels-1)
			}
		}
	}
	_, _ = d.Write(b[:])
}
