package otlp

import (
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Limits of what is read of one batch, so that its cost grows with its size and nothing in it can
// exhaust the stack. What is over them stays in the data; it is only not read.
const (
	// maxDepth is how deep maps and lists may be nested in a value. Rendering and encoding them recurse,
	// and a request of 10 MB holds a million levels.
	maxDepth = 32
	// maxNameBytes bounds the names of spans, events and scopes: each error is hashed with them.
	maxNameBytes = 1 << 10
	// maxAttributes is how many attributes of one map are offered to an exemplar.
	maxAttributes = 256
)

// tooDeepText stands for a value that is nested deeper than maxDepth.
const tooDeepText = "[nested too deep]"

// text returns an attribute as text, "" when it is absent. Values of other types are rendered. Of equal
// keys the first counts.
func text(m pcommon.Map, key string) string {
	v, ok := m.Get(key)
	if !ok {
		return ""
	}
	return valueText(v)
}

func valueText(v pcommon.Value) string {
	switch {
	case v.Type() == pcommon.ValueTypeStr:
		return v.Str()
	case tooDeep(v, maxDepth):
		return tooDeepText
	}
	return v.AsString()
}

// firstText returns the first of the keys that has a value.
func firstText(m pcommon.Map, keys []string) string {
	for _, key := range keys {
		if s := text(m, key); s != "" {
			return s
		}
	}
	return ""
}

// tooDeep says whether a value holds maps or lists nested in more than the given number of levels.
func tooDeep(v pcommon.Value, levels int) bool {
	switch v.Type() {
	case pcommon.ValueTypeMap:
		return mapTooDeep(v.Map(), levels)
	case pcommon.ValueTypeSlice:
		for _, e := range v.Slice().All() {
			if levels == 0 || tooDeep(e, levels-1) {
				return true
			}
		}
	}
	return false
}

func mapTooDeep(m pcommon.Map, levels int) bool {
	for _, e := range m.All() {
		if levels == 0 || tooDeep(e, levels-1) {
			return true
		}
	}
	return false
}

// clipName returns at most maxNameBytes of the name of something and does not cut through a character.
func clipName(s string) string { return clip(s, maxNameBytes) }

// clip returns at most limit bytes and does not cut through a character.
func clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	n := limit
	for n > limit-utf8.UTFMax && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
