package otlp

import "go.opentelemetry.io/collector/pdata/plog"

// Records lists the log records of a batch in order. They are those of the batch, not copies.
func Records(logs plog.Logs) []plog.LogRecord {
	var records []plog.LogRecord
	for _, rl := range logs.ResourceLogs().All() {
		for _, sl := range rl.ScopeLogs().All() {
			for _, lr := range sl.LogRecords().All() {
				records = append(records, lr)
			}
		}
	}
	return records
}

// Rest returns a batch without its first n records, in the order of Records. The batch stays as it
// is: it may be shared.
func Rest(logs plog.Logs, n int) plog.Logs {
	if n == 0 {
		return logs
	}
	out := plog.NewLogs()
	logs.CopyTo(out)
	seen := 0
	out.ResourceLogs().RemoveIf(func(rl plog.ResourceLogs) bool {
		rl.ScopeLogs().RemoveIf(func(sl plog.ScopeLogs) bool {
			sl.LogRecords().RemoveIf(func(plog.LogRecord) bool {
				seen++
				return seen <= n
			})
			return sl.LogRecords().Len() == 0
		})
		return rl.ScopeLogs().Len() == 0
	})
	return out
}
