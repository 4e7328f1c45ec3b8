package otlp

import (
	"math"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Attributes of the semantic conventions that carry an exception.
const (
	attrExceptionType       = "exception.type"
	attrExceptionMessage    = "exception.message"
	attrExceptionStacktrace = "exception.stacktrace"
)

// userKeys hold what identifies an end user, the best first.
var userKeys = []string{"user.id", "user.hash", "enduser.id", "enduser.pseudo.id", "user.email", "user.name"}

// templateKeys hold a message template that the logger kept beside the message: the drain processor,
// Serilog, Microsoft.Extensions.Logging, Sentry.
var templateKeys = []string{"log.record.template", "message_template.text", "{OriginalFormat}", "sentry.message.template"}

// hasException says whether attributes carry an exception under whatever name.
func hasException(m pcommon.Map) bool {
	if _, ok := m.Get(attrExceptionType); ok {
		return true
	}
	_, ok := m.Get(attrExceptionMessage)
	return ok
}

// fillException copies the exception of the conventions into a record.
func fillException(rec *exception.Record, m pcommon.Map) {
	rec.Type = text(m, attrExceptionType)
	rec.Message = text(m, attrExceptionMessage)
	rec.StackTrace = text(m, attrExceptionStacktrace)
}

// Weights of sampled data are limited: below a probability of 2^-32 the estimate says nothing.
const maxWeight = 1 << 32

// weightOfTraceState returns the adjusted count of a span: 1/probability from the rejection threshold
// `th` of the OpenTelemetry entry of the W3C trace state ("ot=th:8" is one half, so 2), 1 when
// there is none. https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
func weightOfTraceState(state string) float64 {
	for state != "" {
		var member string
		member, state, _ = strings.Cut(state, ",")
		member = strings.TrimSpace(member)
		if list, ok := strings.CutPrefix(member, "ot="); ok {
			for list != "" {
				var field string
				field, list, _ = strings.Cut(list, ";")
				if th, ok := strings.CutPrefix(field, "th:"); ok {
					return weightOfThreshold(th)
				}
			}
		}
	}
	return 1
}

// weightOfThreshold returns 2^56/(2^56-T) for a threshold T of 1 to 14 hexadecimal digits, trailing
// zeros left out. Anything else is 1.
func weightOfThreshold(th string) float64 {
	if th == "" || len(th) > 14 {
		return 1
	}
	t, err := strconv.ParseUint(th, 16, 64)
	if err != nil {
		return 1
	}
	t <<= 4 * (14 - len(th))
	const all = 1 << 56
	return math.Min(float64(all)/float64(all-t), maxWeight)
}
