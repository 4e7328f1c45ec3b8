package traffic

import (
	"math/rand/v2"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// The event of a finished signup, and what it is called after it was renamed.
const (
	SignupEvent        = "user.signup.completed"
	SignupEventRenamed = "account.created"
)

// hop is one service doing its part of a request.
type hop struct {
	service, name string
	usually       time.Duration
	calls         []hop
	// event is logged when it worked, which is the share works of all.
	event string
	works float64
	// queued is done later by the consumer of a queue, when it worked.
	queued []hop
	// table is that of a call of the database, whose operation is the name. It has no service of its own.
	table string
	// fresh is a call that only Trouble.AsksIn makes.
	fresh bool
	// bulky takes largeFactor as long, without its calls, for a large request.
	bulky bool
}

// offer is what customers can do, with how often they do it in an hour as busy as Tuesday evening.
type offer struct {
	hop
	perHour float64
}

// requests are what they do in ordinary weeks.
var requests = []offer{
	{perHour: 200, hop: hop{service: "frontend", name: "GET /", usually: 20 * time.Millisecond, calls: []hop{
		{service: "catalog", name: "GET /products", usually: 15 * time.Millisecond}}}},
	{perHour: 120, hop: hop{service: "frontend", name: "POST /signup", usually: 15 * time.Millisecond, calls: []hop{
		{service: "accounts", name: "POST /accounts", usually: 60 * time.Millisecond, event: SignupEvent, works: .85, queued: []hop{
			{service: "mailer", name: "process welcome-mail", usually: 200 * time.Millisecond}}}}}},
	{perHour: 90, hop: hop{service: "frontend", name: "POST /login", usually: 15 * time.Millisecond, calls: []hop{
		{service: "accounts", name: "POST /sessions", usually: 40 * time.Millisecond, event: "user.login", works: .9}}}},
	{perHour: 60, hop: hop{service: "frontend", name: "POST /orders", usually: 20 * time.Millisecond, calls: []hop{
		{service: "checkout", name: "POST /orders", usually: 30 * time.Millisecond, event: "order.placed", works: .95, calls: []hop{
			{service: "catalog", name: "POST /reservations", usually: 20 * time.Millisecond},
			{service: "payment", name: "POST /charges", usually: 120 * time.Millisecond}}, queued: []hop{
			{service: "mailer", name: "process order-mail", usually: 200 * time.Millisecond}}}}}},
}

// request is one of them on its way.
type request struct {
	shop  *Shop
	batch *batch
	dice  *rand.Rand
	trace pcommon.TraceID
	large bool
}

// serve does a hop at a time and returns when it was done.
func (r *request) serve(h *hop, kind ptrace.SpanKind, parent pcommon.SpanID, at time.Time) time.Time {
	p := r.place(h.service, at)
	span := r.span(p, h.name, kind, parent, at)
	r.describe(span, h)
	end := at.Add(r.work(p, h, at))
	for i := range h.calls {
		call := &h.calls[i]
		if call.fresh && p.version != r.shop.trouble.AsksIn {
			continue
		}
		client := r.span(p, call.name, ptrace.SpanKindClient, span.SpanID(), end)
		if call.table != "" {
			end = r.query(client, p, call, end)
			continue
		}
		client.Attributes().PutStr("peer.service", call.service)
		end = r.serve(call, ptrace.SpanKindServer, client.SpanID(), end.Add(time.Millisecond)).Add(time.Millisecond)
		client.SetEndTimestamp(pcommon.NewTimestampFromTime(end))
	}
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(end))
	if event, worked := r.shop.trouble.event(h.event, p.version); r.dice.Float64() < h.works && worked {
		record := r.batch.record(p, event, end)
		record.SetTraceID(r.trace)
		record.SetSpanID(span.SpanID())
		for i := range h.queued {
			r.serve(&h.queued[i], ptrace.SpanKindConsumer, span.SpanID(), end.Add(took(r.dice, 500*time.Millisecond)))
		}
	}
	return end
}

func (r *request) span(p *process, name string, kind ptrace.SpanKind, parent pcommon.SpanID, at time.Time) ptrace.Span {
	span := r.batch.span(p, name, kind, at)
	span.SetTraceID(r.trace)
	span.SetSpanID(spanID(r.dice))
	span.SetParentSpanID(parent)
	return span
}
