package otlp

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Attributes gives access to everything that describes one error: the attributes of its record (span
// event or log record), its span and its resource.
type Attributes struct {
	record, span, resource pcommon.Map
	hasRecord, hasSpan     bool
	found                  *Found
}

// Stamped returns the stamp that the error carried when it arrived: that of its span event or log
// record, or of the span for an error that is its status.
func (a *Attributes) Stamped() Stamp {
	m := a.span
	if a.hasRecord {
		m = a.record
	}
	return Stamp{
		Fingerprint: text(m, AttrFingerprint), IssueID: text(m, AttrIssueID), GroupReason: text(m, AttrGroupReason),
	}
}

// Select returns the attributes whose key is allowed: those of the resource, the span and the record in
// this order, so that of equal keys the last is the nearest. Equal keys of one map stand in reverse, so
// that the last is the first of them, which is the one that everything else reads. Only the first
// maxAttributes of each map are looked at; the others are counted. The strings point into the batch.
func (a *Attributes) Select(allowed func(key string) bool) []exception.Attribute {
	var out []exception.Attribute
	pick := func(m pcommon.Map) {
		from, looked := len(out), 0
		for key, value := range m.All() {
			if looked == maxAttributes {
				a.found.Unread += m.Len() - maxAttributes
				break
			}
			looked++
			if allowed(key) {
				out = append(out, exception.Attribute{Key: key, Value: valueText(value)})
			}
		}
		slices.Reverse(out[from:])
	}
	pick(a.resource)
	if a.hasSpan {
		pick(a.span)
	}
	if a.hasRecord {
		pick(a.record)
	}
	return out
}
