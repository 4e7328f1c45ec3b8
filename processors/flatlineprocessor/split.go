package flatlineprocessor

import (
	"fmt"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// splitKey is an attribute whose values are streams of their own.
type splitKey struct {
	resource bool
	key      string
}

// noValue stands for an attribute that an item does not have.
const noValue = "(none)"

// maxValueBytes is how much of a value names a stream.
const maxValueBytes = 128

func parseSplitKey(text string) (splitKey, error) {
	if key, ok := strings.CutPrefix(text, "resource.attributes."); ok && key != "" {
		return splitKey{true, key}, nil
	}
	if key, ok := strings.CutPrefix(text, "attributes."); ok && key != "" {
		return splitKey{false, key}, nil
	}
	return splitKey{}, fmt.Errorf("%q names no attribute; write attributes.plan or resource.attributes.plan", text)
}

// appendSplit appends the values of the keys, joined by ", ". They name a stream in the store: of valid characters, without the one that no
// database takes.
func appendSplit(to []byte, keys []splitKey, resource, attributes pcommon.Map) []byte {
	for n, k := range keys {
		if n > 0 {
			to = append(to, ", "...)
		}
		from := attributes
		if k.resource {
			from = resource
		}
		value := noValue
		if v, ok := from.Get(k.key); ok {
			value = valueOf(v)
		}
		to = append(to, strings.ReplaceAll(strings.ToValidUTF8(value[:min(len(value), maxValueBytes)], "?"), "\x00", "?")...)
	}
	return to
}

// valueOf returns texts, numbers and truth values as they are; a list or a map is no name.
func valueOf(v pcommon.Value) string {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		if v.Str() == "" {
			return noValue
		}
		return v.Str()
	case pcommon.ValueTypeInt, pcommon.ValueTypeBool, pcommon.ValueTypeDouble:
		return v.AsString()
	}
	return noValue
}
