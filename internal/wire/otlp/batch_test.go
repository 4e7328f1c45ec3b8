package otlp

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/plog"
)

// letters returns a batch of records a to f over two resources and three scopes.
func letters() plog.Logs {
	logs := plog.NewLogs()
	for _, resource := range [][]string{{"ab", "c"}, {"def"}} {
		rl := logs.ResourceLogs().AppendEmpty()
		for _, scope := range resource {
			sl := rl.ScopeLogs().AppendEmpty()
			for _, letter := range scope {
				sl.LogRecords().AppendEmpty().Body().SetStr(string(letter))
			}
		}
	}
	return logs
}

func joined(logs plog.Logs) string {
	var all string
	for _, lr := range Records(logs) {
		all += lr.Body().Str()
	}
	return all
}

func TestRest_LeavesOutTheFirstAndTheBatchAlone(t *testing.T) {
	for n, want := range []string{"abcdef", "bcdef", "cdef", "def", "ef", "f", ""} {
		logs := letters()
		logs.MarkReadOnly()
		assert.Equal(t, want, joined(Rest(logs, n)))
		assert.Equal(t, "abcdef", joined(logs))
	}
	assert.Equal(t, 1, Rest(letters(), 3).ResourceLogs().Len(), "nothing empty is left behind")
}
