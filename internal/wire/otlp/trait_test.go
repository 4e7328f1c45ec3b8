package otlp

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

func spanOf(t testing.TB, kind ptrace.SpanKind, name string, attributes map[string]any) ptrace.Span {
	span := ptrace.NewSpan()
	span.SetKind(kind)
	span.SetName(name)
	require.NoError(t, span.Attributes().FromRaw(attributes))
	return span
}

func TestTrait_TellsWhatHasOtherThingsToDo(t *testing.T) {
	seen := map[uint8]bool{}
	for _, size := range []int{0, 1 << 20} {
		for _, status := range []int{200, 304, 404, 500} {
			trait := Trait(spanOf(t, ptrace.SpanKindServer, "x", map[string]any{"http.response.status_code": status, "http.request.body.size": size}))
			require.Less(t, trait, uint8(Traits))
			seen[trait] = true
		}
	}
	require.Len(t, seen, Traits)
	require.Zero(t, Trait(spanOf(t, ptrace.SpanKindServer, "x", map[string]any{"http.response.status_code": "404"})))
}
