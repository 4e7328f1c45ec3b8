package otlp

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Attributes gives access to everything that describes one error: the attributes of its record (span
// event or log record), its span and its resource.
type Attributes struct {
	record, span, resource pcommon.Map
	hasRecord, hasSpan     bool
}

// Select returns the attributes whose key is allowed, the nearest of equal keys first: record, span,
// resource. Keys may repeat. The strings point into the batch.
func (a *Attributes) Select(allowed func(key string) bool) []exception.Attribute {
	var out []exception.Attribute
	pick := func(m pcommon.Map) {
		for key, value := range m.All() {
			if allowed(key) {
				out = append(out, exception.Attribute{Key: key, Value: valueText(value)})
			}
		}
	}
	if a.hasRecord {
		pick(a.record)
	}
	if a.hasSpan {
		pick(a.span)
	}
	pick(a.resource)
	return out
}
