package errorgroupprocessor

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
)

// badLog is a record of severity ERROR with something wrong in it, and the title of the issue it opens.
type badLog struct {
	build    func(lr plog.LogRecord)
	title    string // "": it opens none
	flaws    map[string]int64
	scrubbed []scrub.Kind
}

var badLogs = map[string]badLog{
	"no body": {build: func(plog.LogRecord) {}, title: "error without a message"},
	"a body of invalid UTF-8": {
		build: func(lr plog.LogRecord) { lr.Body().SetStr("lost \xff\xfe order") },
		title: "lost \uFFFD order", scrubbed: []scrub.Kind{scrub.KindInvalid},
	},
	"a body of bytes":       {build: func(lr plog.LogRecord) { lr.Body().SetEmptyBytes().FromRaw([]byte{0, 255}) }, title: "AP8="},
	"a body that is a list": {build: func(lr plog.LogRecord) { lr.Body().SetEmptySlice().AppendEmpty().SetStr("a\xff") }, title: `["a\ufffd"]`},
	"a body of 10 MB without a stack": {
		build: func(lr plog.LogRecord) { lr.Body().SetStr(strings.Repeat("at x ", 2_000_000)) },
		title: strings.Repeat("at x ", 40), scrubbed: []scrub.Kind{scrub.KindLength},
	},
	"a body of 10 MB of stack": {
		build: func(lr plog.LogRecord) { lr.Body().SetStr("lost\n" + strings.Repeat(python, 50_000)) },
		title: "lost", scrubbed: []scrub.Kind{scrub.KindLength}, // the last message is behind what is read
	},
	"a body that is nested a hundred thousand times": {
		build: func(lr plog.LogRecord) { nest(lr.Body().SetEmptyMap().PutEmpty("message"), 100_000) },
		title: "error without a message", flaws: map[string]int64{"depth": 1},
	},
	"a name that is nested a hundred thousand times": {
		build: func(lr plog.LogRecord) { nest(lr.Attributes().PutEmpty("event.name"), 100_000) },
		title: "[nested too deep]", flaws: map[string]int64{"depth": 1},
	},
	"a body whose error is no map": {
		build: func(lr plog.LogRecord) {
			lr.Body().SetEmptyMap().PutInt("err", 7)
			lr.Body().Map().PutInt("stack", 7)
			lr.Body().Map().PutStr("msg", "lost")
		},
		title: "lost",
	},
	"a severity that does not exist": {
		build: func(lr plog.LogRecord) {
			lr.SetSeverityNumber(plog.SeverityNumber(math.MaxInt32))
			lr.Body().SetStr("lost")
		},
		title: "lost",
	},
	"a negative severity": {
		build: func(lr plog.LogRecord) {
			lr.SetSeverityNumber(plog.SeverityNumber(math.MinInt32))
			lr.SetSeverityText(strings.Repeat("ERROR", 1<<20))
			lr.Body().SetStr("lost")
		},
	},
	"a sampling threshold of no sense": {
		build: func(lr plog.LogRecord) {
			lr.Attributes().PutDouble("sampling.threshold", math.NaN())
			lr.Body().SetStr("lost")
		},
		title: "lost",
	},
	"a time in 2100": {
		build: func(lr plog.LogRecord) {
			lr.SetTimestamp(4_102_444_800_000_000_000)
			lr.Body().SetStr("lost")
		},
		title: "lost", flaws: map[string]int64{"time": 1},
	},
}

func TestBadLogs_HarmNobody(t *testing.T) {
	for name, test := range badLogs {
		t.Run(name, func(t *testing.T) {
			f := newBadFixture(t)
			ld := plog.NewLogs()
			test.build(newRecord(ld, "bad"))
			raised := newRecord(ld, goodService).Attributes()
			raised.PutStr("exception.type", "CartError")
			raised.PutStr("exception.message", "empty")

			data, err := new(plog.ProtoMarshaler).MarshalLogs(ld)
			require.NoError(t, err)
			ld, err = new(plog.ProtoUnmarshaler).UnmarshalLogs(data)
			require.NoError(t, err)
			f.logs(ld)

			f.wantGood()
			if test.title == "" {
				f.wantBad(0, 0)
			} else {
				f.wantBad(1, 1)
				assert.Equal(t, test.title, f.bad()[0].Title)
			}
			f.wantCounted(test.flaws, 0, test.scrubbed)
			f.wantValidTexts()
		})
	}
}

func newRecord(ld plog.Logs, service string) plog.LogRecord {
	rl := ld.ResourceLogs().AppendEmpty()
	rl.Resource().Attributes().PutStr("service.name", service)
	lr := rl.ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	lr.SetSeverityNumber(plog.SeverityNumberError)
	lr.SetTimestamp(pcommon.NewTimestampFromTime(received))
	return lr
}
