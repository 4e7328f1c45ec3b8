//go:build scenario

package scenario

import (
	"encoding/binary"

	"google.golang.org/protobuf/encoding/protowire"
)

// OTLP by hand, so that requests can hold what no library writes. Numbers of fields are those of
// opentelemetry/proto/trace/v1/trace.proto and common/v1/common.proto.

// field is one field of a message: a length and bytes.
func field(number protowire.Number, parts ...[]byte) []byte {
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	out := protowire.AppendVarint(protowire.AppendTag(nil, number, protowire.BytesType), uint64(size))
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func fieldText(number protowire.Number, text string) []byte { return field(number, []byte(text)) }

func fieldFixed(number protowire.Number, value uint64) []byte {
	return protowire.AppendFixed64(protowire.AppendTag(nil, number, protowire.Fixed64Type), value)
}

func fieldInt(number protowire.Number, value uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(nil, number, protowire.VarintType), value)
}

// Values: AnyValue.
func textValue(s string) []byte    { return fieldText(1, s) }
func intValue(n uint64) []byte     { return fieldInt(3, n) }
func bytesValue(b []byte) []byte   { return field(7, b) }
func mapValue(kv ...[]byte) []byte { return field(6, kv...) }

// nestedValue is a list in a list in a list, of about size bytes.
func nestedValue(size int) []byte {
	buf := make([]byte, size+32)
	at := len(buf)
	put := func(b []byte) {
		at -= len(b)
		copy(buf[at:], b)
	}
	put(textValue("x"))
	for at > 24 {
		for _, number := range []protowire.Number{1, 5} { // ArrayValue.values in AnyValue.array_value
			put(protowire.AppendVarint(protowire.AppendTag(nil, number, protowire.BytesType), uint64(len(buf)-at)))
		}
	}
	return buf[at:]
}

// attribute is a KeyValue as field 1, of a resource, or as another.
func attribute(number protowire.Number, key string, value []byte) []byte {
	return field(number, fieldText(1, key), field(2, value))
}

// resourceSpans is one span of a service: a TracesData or a request holds it as it is. service is left
// out when it is empty.
func resourceSpans(service string, trace uint64, span ...[]byte) []byte {
	var resource []byte
	if service != "" {
		resource = field(1, attribute(1, "service.name", textValue(service)))
	}
	id := binary.LittleEndian.AppendUint64(make([]byte, 8, 16), trace)
	span = append([][]byte{field(1, id), field(2, id[8:]), fieldText(5, "op")}, span...)
	return field(1, resource, field(2, field(2, span...)))
}

// exceptionEvent is an event of a span; attributes are fields number 3.
func exceptionEvent(at uint64, attributes ...[]byte) []byte {
	return field(11, append([][]byte{fieldFixed(1, at), fieldText(2, "exception")}, attributes...)...)
}

// raised are the attributes of an exception.
func raised(typ, message, stack string) []byte {
	out := attribute(3, "exception.type", textValue(typ))
	out = append(out, attribute(3, "exception.message", textValue(message))...)
	return append(out, attribute(3, "exception.stacktrace", textValue(stack))...)
}
