package otlp

import (
	"strconv"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// AttrReceivedAt is a resource attribute that says when a recorded batch was received: RFC 3339, or nanoseconds since
// 1970 as a number or its digits.
const AttrReceivedAt = Prefix + "received_at"

// maxUnix is in 2242: later times are no times, and do not fit into nanoseconds.
const maxUnix = 1 << 33

// Received reads from a batch when it was received, for a clock that follows the data.
type Received struct {
	traces ptrace.Traces
	logs   plog.Logs
	isLogs bool
}

// ReceivedTraces is about a batch of spans.
func ReceivedTraces(td ptrace.Traces) Received { return Received{traces: td} }

// ReceivedLogs is about a batch of log records.
func ReceivedLogs(ld plog.Logs) Received { return Received{logs: ld, isLogs: true} }

// At returns the latest time that a resource names, else the newest end of a span or time of a log record. It is zero
// when the batch has no time at all.
func (r Received) At() time.Time {
	var at time.Time
	r.resources(func(attributes pcommon.Map) {
		if said, ok := receivedAt(attributes); ok && said.After(at) {
			at = said
		}
	})
	if !at.IsZero() {
		return at
	}
	if newest := r.newest(); newest > 0 {
		return newest.AsTime()
	}
	return time.Time{}
}

// Remove takes the attribute off the batch and returns how often it was there.
func (r Received) Remove() (removed int) {
	r.resources(func(attributes pcommon.Map) {
		if attributes.Remove(AttrReceivedAt) {
			removed++
		}
	})
	return removed
}

func (r Received) resources(visit func(pcommon.Map)) {
	if r.isLogs {
		for _, rl := range r.logs.ResourceLogs().All() {
			visit(rl.Resource().Attributes())
		}
		return
	}
	for _, rs := range r.traces.ResourceSpans().All() {
		visit(rs.Resource().Attributes())
	}
}

func (r Received) newest() (newest pcommon.Timestamp) {
	if r.isLogs {
		for _, lr := range Records(r.logs) {
			at := lr.Timestamp()
			if at == 0 {
				at = lr.ObservedTimestamp()
			}
			newest = max(newest, at)
		}
		return newest
	}
	for _, rs := range r.traces.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				newest = max(newest, span.EndTimestamp(), span.StartTimestamp())
			}
		}
	}
	return newest
}

// receivedAt reads the attribute. ok is false when it is missing or says no time.
func receivedAt(attributes pcommon.Map) (at time.Time, ok bool) {
	v, ok := attributes.Get(AttrReceivedAt)
	if !ok {
		return at, false
	}
	if v.Type() == pcommon.ValueTypeInt {
		return time.Unix(0, v.Int()).UTC(), v.Int() > 0
	}
	if v.Type() != pcommon.ValueTypeStr {
		return at, false
	}
	if nanos, err := strconv.ParseInt(v.Str(), 10, 64); err == nil {
		return time.Unix(0, nanos).UTC(), nanos > 0
	}
	at, err := time.Parse(time.RFC3339Nano, v.Str())
	return at.UTC(), err == nil && at.Unix() > 0 && at.Unix() < maxUnix
}
