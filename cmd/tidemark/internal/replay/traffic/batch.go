package traffic

import (
	"encoding/binary"
	"math/rand/v2"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// receivedAt is the resource attribute that a Collector with a replay clock reads the time from.
const receivedAt = "tidemark.received_at"

// Batch is what arrives together.
type Batch struct {
	Received time.Time
	Traces   ptrace.Traces
	Logs     plog.Logs
}

// batch is one in the making.
type batch struct {
	Batch
	lost    func(host string) bool
	spans   map[*process]ptrace.SpanSlice
	records map[*process]plog.LogRecordSlice
}

func newBatch(received time.Time, lost func(host string) bool) *batch {
	return &batch{
		Batch: Batch{Received: received, Traces: ptrace.NewTraces(), Logs: plog.NewLogs()},
		lost:  lost, spans: map[*process]ptrace.SpanSlice{}, records: map[*process]plog.LogRecordSlice{},
	}
}

// span appends a span without ids, which ends as it starts.
func (b *batch) span(p *process, name string, kind ptrace.SpanKind, at time.Time) ptrace.Span {
	slice, known := b.spans[p]
	if !known {
		slice = ptrace.NewSpanSlice() // of a lost process
		if !b.lost(p.host) {
			rs := b.Traces.ResourceSpans().AppendEmpty()
			b.describe(rs.Resource(), p)
			slice = rs.ScopeSpans().AppendEmpty().Spans()
		}
		b.spans[p] = slice
	}
	s := slice.AppendEmpty()
	s.SetName(name)
	s.SetKind(kind)
	s.SetStartTimestamp(pcommon.NewTimestampFromTime(at))
	s.SetEndTimestamp(pcommon.NewTimestampFromTime(at))
	return s
}

// record appends a log record.
func (b *batch) record(p *process, event string, at time.Time) plog.LogRecord {
	slice, known := b.records[p]
	if !known {
		slice = plog.NewLogRecordSlice()
		if !b.lost(p.host) {
			rl := b.Logs.ResourceLogs().AppendEmpty()
			b.describe(rl.Resource(), p)
			slice = rl.ScopeLogs().AppendEmpty().LogRecords()
		}
		b.records[p] = slice
	}
	l := slice.AppendEmpty()
	l.SetEventName(event)
	l.SetTimestamp(pcommon.NewTimestampFromTime(at))
	l.SetObservedTimestamp(pcommon.NewTimestampFromTime(at))
	l.SetSeverityNumber(plog.SeverityNumberInfo)
	return l
}

func (b *batch) describe(r pcommon.Resource, p *process) {
	a := r.Attributes()
	a.PutStr("service.namespace", "shop")
	a.PutStr("service.name", p.service)
	a.PutStr("service.version", p.version)
	a.PutStr("service.instance.id", p.id)
	a.PutStr("deployment.environment.name", p.environment)
	a.PutStr("host.name", p.host)
	a.PutInt(receivedAt, b.Received.UnixNano())
}

func traceID(r *rand.Rand) (id pcommon.TraceID) {
	for i := range 2 {
		binary.BigEndian.PutUint64(id[8*i:], r.Uint64()|1)
	}
	return id
}

func spanID(r *rand.Rand) (id pcommon.SpanID) {
	binary.BigEndian.PutUint64(id[:], r.Uint64()|1)
	return id
}
