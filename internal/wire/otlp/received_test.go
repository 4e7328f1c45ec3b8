package otlp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

func TestReceived_TheAttributeSaysWhen(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 5, time.UTC)
	for name, tc := range map[string]struct {
		put  func(pcommon.Map)
		want time.Time
	}{
		"a date":                           {func(m pcommon.Map) { m.PutStr(AttrReceivedAt, "2026-03-01T13:00:00.000000005+01:00") }, noon},
		"nanoseconds":                      {func(m pcommon.Map) { m.PutInt(AttrReceivedAt, noon.UnixNano()) }, noon},
		"digits":                           {func(m pcommon.Map) { m.PutStr(AttrReceivedAt, "1772366400000000005") }, noon},
		"no time leaves that of the spans": {func(m pcommon.Map) { m.PutStr(AttrReceivedAt, "soon") }, noon.Add(-time.Hour)},
		"before 1970 is no time":           {func(m pcommon.Map) { m.PutInt(AttrReceivedAt, -1) }, noon.Add(-time.Hour)},
		"another type is no time":          {func(m pcommon.Map) { m.PutBool(AttrReceivedAt, true) }, noon.Add(-time.Hour)},
		"without it the newest span":       {func(pcommon.Map) {}, noon.Add(-time.Hour)},
	} {
		t.Run(name, func(t *testing.T) {
			td := ptrace.NewTraces()
			rs := td.ResourceSpans().AppendEmpty()
			tc.put(rs.Resource().Attributes())
			spans := rs.ScopeSpans().AppendEmpty().Spans()
			for _, ago := range []time.Duration{2 * time.Hour, time.Hour, 3 * time.Hour} {
				spans.AppendEmpty().SetEndTimestamp(pcommon.NewTimestampFromTime(noon.Add(-ago)))
			}
			require.Equal(t, tc.want, ReceivedTraces(td).At())
		})
	}
}

func TestReceived_TheLatestOfAllResourcesCounts(t *testing.T) {
	ld := plog.NewLogs()
	for _, n := range []int64{5, 9, 7} {
		ld.ResourceLogs().AppendEmpty().Resource().Attributes().PutInt(AttrReceivedAt, n)
	}
	r := ReceivedLogs(ld)
	require.Equal(t, time.Unix(0, 9).UTC(), ReceivedLogs(ld).At())
	require.Equal(t, 3, r.Remove())
	require.Zero(t, r.Remove())
	require.True(t, r.At().IsZero())
	lr := ld.ResourceLogs().At(0).ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	lr.SetObservedTimestamp(11)
	require.Equal(t, time.Unix(0, 11).UTC(), r.At())
}
