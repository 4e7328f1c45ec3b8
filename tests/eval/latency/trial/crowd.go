package trial

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/cespare/xxhash/v2"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/internal/detect/slowdown"
)

// Traffic is how calls divide among operations.
type Traffic string

// The kinds of traffic: all operations are called as often in an order that is new each time, or some far more often than others.
const (
	TrafficEven   Traffic = "even"
	TrafficSkewed Traffic = "skewed"
)

const (
	perParty = 100 // operations of a service, and spans of a batch
	together = 10  // batches at once
	skew     = 1.1 // exponent of Zipf's law
)

// crowd is services that send batches. Each sends one every five seconds on average.
type crowd struct {
	parties   []party
	order     []int // in which they send
	sent      int   // of this time
	times     int
	batches   []ptrace.Traces // drawn last
	spans     []slowdown.Span // the same for the detector
	digest    xxhash.Digest
	durations [1 << 12]float64
	drawn     int
	r         *rand.Rand
	skewed    *rand.Zipf
}

// party is a service.
type party struct {
	name       string
	names      []string
	operations []slowdown.OperationID
	releases   [2]slowdown.ReleaseID
	order      []int
	batch      ptrace.Traces
	drawn      bool // its batch is among those drawn last
	skewed     *rand.Zipf
}

func newCrowd(operations int) *crowd {
	c := &crowd{r: rand.New(rand.NewPCG(1, 1)), spans: make([]slowdown.Span, 0, together*perParty), batches: make([]ptrace.Traces, 0, together)}
	for i := range c.durations {
		c.durations[i] = 50e6 * (0.5 + c.r.ExpFloat64())
	}
	for i := 0; i < operations; i += perParty {
		p := party{name: fmt.Sprintf("shop-%d", i/perParty), batch: ptrace.NewTraces()}
		rs := p.batch.ResourceSpans().AppendEmpty()
		rs.Resource().Attributes().PutStr("service.name", p.name)
		spans := rs.ScopeSpans().AppendEmpty().Spans()
		for j := range min(perParty, operations-i) {
			p.names = append(p.names, fmt.Sprintf("GET /api/v1/orders/%d/items", i+j))
			p.order = append(p.order, j)
			spans.AppendEmpty().SetKind(ptrace.SpanKindServer)
		}
		p.skewed = rand.NewZipf(c.r, skew, 1, uint64(len(p.names)-1))
		p.operations = make([]slowdown.OperationID, len(p.names))
		c.order = append(c.order, len(c.parties))
		c.parties = append(c.parties, p)
	}
	c.skewed = rand.NewZipf(c.r, skew, 1, uint64(len(c.parties)-1))
	return c
}

// enter makes the services and their two releases known.
func (c *crowd) enter(d *slowdown.Detector, now time.Time) {
	for i := range c.parties {
		p := &c.parties[i]
		for j, name := range p.names {
			p.operations[j] = d.Operation(slowdown.Key{Service: p.name, Operation: "server " + name}, now)
		}
		for k, version := range []string{oldVersion, freshVersion} {
			p.releases[k] = d.Release("", p.name, "", version, now)
		}
	}
}

// draw makes the next batches of those that are sent at a time, and reports whether there were any left. A batch is of one release, of
// both in turn or of the old one.
func (c *crowd) draw(t Traffic, now time.Time, both bool) bool {
	if c.sent == 0 {
		c.times++
		c.r.Shuffle(len(c.order), func(i, j int) { c.order[i], c.order[j] = c.order[j], c.order[i] })
	}
	c.spans, c.batches = c.spans[:0], c.batches[:0]
	for c.sent < len(c.order) && len(c.batches) < together {
		which := c.order[c.sent]
		if t == TrafficSkewed {
			which = int(c.skewed.Uint64())
		}
		p := &c.parties[which]
		if p.drawn {
			break // a batch is read before it is drawn again
		}
		release := 0
		if both {
			release = (c.times + which) & 1
		}
		c.fill(p, t, p.releases[release], now)
		c.sent++
	}
	for i := range c.parties {
		c.parties[i].drawn = false
	}
	if len(c.batches) == 0 {
		c.sent = 0
	}
	return len(c.batches) > 0
}

func (c *crowd) fill(p *party, t Traffic, release slowdown.ReleaseID, now time.Time) {
	c.r.Shuffle(len(p.order), func(i, j int) { p.order[i], p.order[j] = p.order[j], p.order[i] })
	spans := p.batch.ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	for i, which := range p.order {
		if t == TrafficSkewed {
			which = int(p.skewed.Uint64())
		}
		spans.At(i).SetName(p.names[which])
		c.drawn++
		c.spans = append(c.spans, slowdown.Span{
			Operation: p.operations[which], Release: release, Start: now, Duration: c.durations[c.drawn*7&(len(c.durations)-1)],
			Received: now.Add(time.Second), Count: 1,
		})
	}
	p.drawn = true
	c.batches = append(c.batches, p.batch)
}

// hash hashes service, kind and name of each span of the batches drawn last.
func (c *crowd) hash() (sum uint64) {
	for _, batch := range c.batches {
		rs := batch.ResourceSpans().At(0)
		value, _ := rs.Resource().Attributes().Get("service.name")
		service, spans := value.Str(), rs.ScopeSpans().At(0).Spans()
		for i := range spans.Len() {
			span := spans.At(i)
			c.digest.Reset()
			_, _ = c.digest.WriteString(service)
			_, _ = c.digest.WriteString(span.Kind().String())
			_, _ = c.digest.WriteString(span.Name())
			sum += c.digest.Sum64()
		}
	}
	return sum
}
