package otlp

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// FindInLogs gives every error in the log records to the judge and stamps what it decided. A record
// that is no error costs a look at its severity, its name and two attributes.
func FindInLogs(ld plog.Logs, opts Options, judge Judge) Found {
	w := logWalk{opts: opts, judge: judge}
	for _, rl := range ld.ResourceLogs().All() {
		w.resource(rl)
	}
	return w.found
}

type logWalk struct {
	opts  Options
	judge Judge
	found Found
	// service is that of the resource at hand.
	service exception.Service
	rec     exception.Record
	attrs   Attributes
}

func (w *logWalk) resource(rl plog.ResourceLogs) {
	resource := rl.Resource().Attributes()
	own := isOwnResource(resource)
	if !own {
		w.service = serviceOf(resource, w.opts.ReleaseFrom)
	}
	items := 0
	for _, sl := range rl.ScopeLogs().All() {
		records := sl.LogRecords()
		w.found.Items += records.Len()
		if own || isOwnScope(sl.Scope().Name()) {
			w.found.Own += records.Len()
			continue
		}
		for i := range records.Len() {
			lr := records.At(i)
			event := eventName(lr)
			if isOwnName(event) {
				w.found.Own++
				continue
			}
			items++
			level := levelOf(lr)
			raised := exception.IsEventName(event) || hasException(lr.Attributes())
			switch {
			case raised && level != exception.LevelUnknown && level < w.opts.MinLevel:
				w.found.BelowLevel++
				continue
			case !raised && level < exception.LevelError:
				w.found.NoError++
				continue
			}
			w.record(lr, event, level, raised, w.service, sl.Scope().Name(), resource)
		}
	}
	w.opts.release(&w.service, resource, items)
}

func (w *logWalk) record(lr plog.LogRecord, event string, level exception.Level, raised bool, service exception.Service, scope string, resource pcommon.Map) {
	attrs := lr.Attributes()
	if w.opts.elsewhere(attrs) {
		w.found.Elsewhere++
		return
	}
	if level == exception.LevelUnknown {
		level = exception.LevelError
	}
	if event == "app.crash" {
		level = exception.LevelFatal
	}
	w.rec = exception.Record{
		Source:   exception.SourceLogRecord,
		Service:  service,
		Name:     clipName(event),
		Scope:    clipName(scope),
		Level:    level,
		Handled:  level < exception.LevelError,
		Time:     timeOf(lr.Timestamp(), lr.ObservedTimestamp()),
		TraceID:  exception.TraceID(lr.TraceID()),
		SpanID:   exception.SpanID(lr.SpanID()),
		Weight:   1,
		User:     firstText(attrs, userKeys),
		Template: firstText(attrs, templateKeys),
	}
	if th := text(attrs, "sampling.threshold"); th != "" {
		w.rec.Weight = weightOfThreshold(th)
	}
	if raised {
		fillException(&w.rec, attrs)
	}
	fillFromBody(&w.rec, lr.Body())
	if raised && w.rec.Type != "" && w.rec.StackTrace != "" {
		// The template is one of the log message, and the exception speaks for itself.
		w.rec.Template = ""
	}
	if mapTooDeep(attrs, maxDepth) || tooDeep(lr.Body(), maxDepth) {
		w.found.TooDeep++
	}
	w.attrs = Attributes{record: attrs, hasRecord: true, resource: resource, found: &w.found}
	if stamp, ok := w.judge(&w.rec, &w.attrs); ok {
		stamp.put(attrs)
	}
}

// eventName returns the name of an event, from the field or from the attribute that older senders use.
func eventName(lr plog.LogRecord) string {
	if name := lr.EventName(); name != "" {
		return name
	}
	return text(lr.Attributes(), "event.name")
}

// levelOf returns the severity of a record by its number, else by its text, else LevelUnknown.
func levelOf(lr plog.LogRecord) exception.Level {
	switch n := lr.SeverityNumber(); {
	case n >= plog.SeverityNumberFatal:
		return exception.LevelFatal
	case n >= plog.SeverityNumberError:
		return exception.LevelError
	case n >= plog.SeverityNumberWarn:
		return exception.LevelWarning
	case n >= plog.SeverityNumberInfo:
		return exception.LevelInfo
	case n > plog.SeverityNumberUnspecified:
		return exception.LevelDebug
	}
	return severityTexts[strings.ToLower(strings.TrimSpace(lr.SeverityText()))]
}

var severityTexts = map[string]exception.Level{
	"trace": exception.LevelDebug, "debug": exception.LevelDebug,
	"info": exception.LevelInfo, "information": exception.LevelInfo, "notice": exception.LevelInfo,
	"warn": exception.LevelWarning, "warning": exception.LevelWarning,
	"error": exception.LevelError, "err": exception.LevelError, "severe": exception.LevelError,
	"critical": exception.LevelFatal, "crit": exception.LevelFatal, "fatal": exception.LevelFatal,
	"alert": exception.LevelFatal, "emerg": exception.LevelFatal, "emergency": exception.LevelFatal, "panic": exception.LevelFatal,
}
