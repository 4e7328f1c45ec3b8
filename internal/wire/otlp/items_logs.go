package otlp

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Logs tells the visitor of every log record. It only reads.
func (w *Items) Logs(ld plog.Logs, v RecordVisitor) {
	resources := ld.ResourceLogs()
	for r := range resources.Len() {
		rl := resources.At(r)
		resource := rl.Resource().Attributes()
		own, said := isOwnResource(resource), false
		for s := range rl.ScopeLogs().Len() {
			sl := rl.ScopeLogs().At(s)
			records := sl.LogRecords()
			if own || isOwnScope(sl.Scope().Name()) {
				v.Own(records.Len())
				continue
			}
			for n := range records.Len() {
				record := records.At(n)
				event := eventName(record)
				if isOwnName(event) {
					v.Own(1)
					continue
				}
				if !said {
					w.sender, said = senderOf(resource, w.releaseFrom), true
					v.From(&w.sender)
				}
				w.record(record, clipName(event))
				v.Record(&w.item, rl, sl, record)
			}
		}
	}
}

func (w *Items) record(record plog.LogRecord, event string) {
	w.item = Item{
		ID:       hashOfRecord(record),
		Time:     timeOf(record.Timestamp(), record.ObservedTimestamp()),
		Weight:   1,
		Name:     event,
		Severity: severityOf(record),
	}
	if th := text(record.Attributes(), "sampling.threshold"); th != "" {
		w.item.Weight = weightOfThreshold(th)
	}
	if w.discover && event != "" {
		w.item.Operation = w.operations.event(event)
	}
}

// severityOf returns the name of a severity's range, from the number, else from the text, "" for none.
func severityOf(record plog.LogRecord) string {
	n := record.SeverityNumber()
	if n == plog.SeverityNumberUnspecified && strings.EqualFold(record.SeverityText(), "trace") ||
		n > plog.SeverityNumberUnspecified && n < plog.SeverityNumberDebug {
		return "trace"
	}
	return levelNames[levelOf(record)]
}

var levelNames = [...]string{
	exception.LevelDebug: "debug", exception.LevelInfo: "info", exception.LevelWarning: "warn",
	exception.LevelError: "error", exception.LevelFatal: "fatal",
}
