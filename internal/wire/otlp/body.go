package otlp

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Where structured loggers put an error in a body map: the conventions as flat keys, the Elastic
// common schema, pino and bunyan ("err"), log4j2's JSON layout ("thrown"), logback and python-json-logger.
var (
	bodyErrorMaps    = []string{"exception", "error", "err", "thrown"}
	bodyTypeKeys     = []string{attrExceptionType, "error.type", "error.kind", "exception_class"}
	bodyErrorKeys    = []string{attrExceptionMessage, "error.message"}
	bodyStackKeys    = []string{attrExceptionStacktrace, "error.stack_trace", "error.stack", "stack_trace", "stacktrace", "stackTrace", "exc_info", "traceback", "stack", "exception"}
	bodyMessageKeys  = []string{"message", "msg", "@m", "event", "log"}
	bodyTemplateKeys = []string{"@mt", "messageTemplate", "message_template"}

	nestedTypeKeys    = []string{"type", "name", "class"}
	nestedMessageKeys = []string{"message", "msg"}
	nestedStackKeys   = []string{"stacktrace", "stack_trace", "stack", "extendedStackTrace"}
)

// fillFromBody adds to a record what its attributes left open.
func fillFromBody(rec *exception.Record, body pcommon.Value) {
	switch body.Type() {
	case pcommon.ValueTypeEmpty:
	case pcommon.ValueTypeMap:
		fillFromMap(rec, body.Map())
	default:
		setIfEmpty(&rec.Message, valueText(body))
	}
}

func fillFromMap(rec *exception.Record, m pcommon.Map) {
	for _, key := range bodyErrorMaps {
		if v, ok := m.Get(key); ok && v.Type() == pcommon.ValueTypeMap {
			nested := v.Map()
			setIfEmpty(&rec.Type, firstText(nested, nestedTypeKeys))
			setIfEmpty(&rec.Message, firstText(nested, nestedMessageKeys))
			setIfEmpty(&rec.StackTrace, firstText(nested, nestedStackKeys))
			break
		}
	}
	setIfEmpty(&rec.Type, firstString(m, bodyTypeKeys))
	setIfEmpty(&rec.Message, firstString(m, bodyErrorKeys))
	setIfEmpty(&rec.StackTrace, firstString(m, bodyStackKeys))
	setIfEmpty(&rec.Message, firstString(m, bodyMessageKeys))
	setIfEmpty(&rec.Template, firstString(m, bodyTemplateKeys))
}

// firstString is firstText for keys that only mean something as a string.
func firstString(m pcommon.Map, keys []string) string {
	for _, key := range keys {
		if v, ok := m.Get(key); ok && v.Type() == pcommon.ValueTypeStr && v.Str() != "" {
			return v.Str()
		}
	}
	return ""
}

func setIfEmpty(field *string, value string) {
	if *field == "" {
		*field = value
	}
}
