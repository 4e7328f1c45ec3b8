package otlp

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

func nested(levels int) pcommon.Value {
	outer := pcommon.NewValueEmpty()
	v := outer
	for n := range levels {
		if n%2 == 0 {
			v = v.SetEmptySlice().AppendEmpty()
		} else {
			v = v.SetEmptyMap().PutEmpty("k")
		}
	}
	v.SetStr("x")
	return outer
}

func TestValueText_IsReadToALimitedDepth(t *testing.T) {
	assert.Equal(t, "x", valueText(nested(0)))
	assert.Equal(t, `[{"k":"x"}]`, valueText(nested(2)))
	assert.Equal(t, nested(maxDepth).AsString(), valueText(nested(maxDepth)))
	assert.Equal(t, tooDeepText, valueText(nested(maxDepth+1)))
	assert.Equal(t, tooDeepText, valueText(nested(1_000_000)))

	wide := pcommon.NewValueSlice()
	nested(1).CopyTo(wide.Slice().AppendEmpty())
	nested(maxDepth).CopyTo(wide.Slice().AppendEmpty())
	assert.True(t, tooDeep(wide, maxDepth), "any of its values counts")
}

func TestClipName_DoesNotCutThroughACharacter(t *testing.T) {
	assert.Equal(t, "POST /", clipName("POST /"))
	assert.Len(t, clipName(strings.Repeat("n", 10_000)), maxNameBytes)
	assert.Equal(t, strings.Repeat("ä", maxNameBytes/2), clipName(strings.Repeat("ä", maxNameBytes)))
	assert.Equal(t, strings.Repeat("n", maxNameBytes-1), clipName(strings.Repeat("n", maxNameBytes-1)+"ä"))
	assert.Len(t, clipName(strings.Repeat("\x80", 10_000)), maxNameBytes-utf8.UTFMax, "bytes that are no characters")
}

func TestSelect_TheNearestMapWinsAndInAMapTheFirst(t *testing.T) {
	td, span := oneSpan()
	resource := td.ResourceSpans().At(0).Resource().Attributes()
	resource.PutStr("a", "resource")
	resource.PutStr("b_", "resource")
	twice(span.Attributes(), "b", "first of the span", "second of the span")
	var found Found
	attributes := Attributes{resource: resource, span: span.Attributes(), hasSpan: true, found: &found}
	last := map[string]string{}
	for _, a := range attributes.Select(func(key string) bool { return key == "a" || key == "b_" }) {
		last[a.Key] = a.Value
	}
	assert.Equal(t, map[string]string{"a": "resource", "b_": "first of the span"}, last)
	assert.Equal(t, "first of the span", text(span.Attributes(), "b_"))
}

// twice puts key_ two times, which pdata does not: only a request that is decoded has it so.
func twice(m pcommon.Map, key, first, second string) {
	td := ptrace.NewTraces()
	a := td.ResourceSpans().AppendEmpty().Resource().Attributes()
	a.PutStr(key+"1", first)
	a.PutStr(key+"2", second)
	data, _ := new(ptrace.ProtoMarshaler).MarshalTraces(td)
	same := strings.NewReplacer("\x02"+key+"1", "\x02"+key+"_", "\x02"+key+"2", "\x02"+key+"_").Replace(string(data))
	td, _ = new(ptrace.ProtoUnmarshaler).UnmarshalTraces([]byte(same))
	td.ResourceSpans().At(0).Resource().Attributes().CopyTo(m)
}

func TestFind_AttributesOverTheLimitAreCountedOnceForEachExemplar(t *testing.T) {
	td, span := oneSpan()
	for n := range maxAttributes + 3 {
		span.Attributes().PutInt(strings.Repeat("k", n+1), 1)
	}
	raise(span, "exception")
	found := FindInTraces(td, defaults, func(_ *exception.Record, a *Attributes) (Stamp, bool) {
		a.Select(func(string) bool { return false })
		return Stamp{}, false
	})
	assert.Equal(t, Found{Items: 1, Unread: 3}, found)
}
