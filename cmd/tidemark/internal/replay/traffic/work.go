package traffic

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// place chooses the process that does a hop.
func (r *request) place(service string, at time.Time) *process {
	f := r.shop.fleet
	first := r.dice.IntN(len(f.hosts))
	p := f.at(service, first, at)
	if to := r.shop.trouble.LargeTo; to != "" && r.large && r.dice.Float64() < largeTogether {
		for n := range f.hosts {
			if other := f.at(service, (first+n)%len(f.hosts), at); other.version == to {
				return other
			}
		}
	}
	return p
}

// work is how long a process is busy with a hop itself.
func (r *request) work(p *process, h *hop, at time.Time) time.Duration {
	usually := float64(h.usually) * r.shop.trouble.coldness(p, at)
	if r.large && h.bulky {
		usually *= largeFactor
	}
	return took(r.dice, time.Duration(usually))
}

// query is a call of the database; it returns when it was answered.
func (r *request) query(span ptrace.Span, p *process, call *hop, at time.Time) time.Time {
	span.SetName(call.name + " " + call.table)
	a := span.Attributes()
	a.PutStr("db.system.name", "postgresql")
	a.PutStr("db.operation.name", call.name)
	a.PutStr("db.collection.name", call.table)
	end := at.Add(r.work(p, call, at))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(end))
	return end
}

// describe says of a request how large it is, where there are such and such.
func (r *request) describe(span ptrace.Span, h *hop) {
	if r.shop.large == 0 || span.Kind() != ptrace.SpanKindServer || len(h.name) < 4 || h.name[:4] != "POST" {
		return
	}
	size := int64(usualBytes)
	if r.large {
		size = largeBytes
	}
	span.Attributes().PutInt("http.request.body.size", size)
}
