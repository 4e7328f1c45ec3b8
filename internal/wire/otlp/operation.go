package otlp

import (
	"strings"
	"sync"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/internal/exception/template"
)

const (
	// maxOperationBytes is how long the name of an operation is at most.
	maxOperationBytes = 256
	// maxOperations is how many names are remembered. When they are more, all are forgotten and worked out anew.
	maxOperations = 16_384
)

var methodKeys = []string{"http.request.method", "http.method"}

// Operations names what a service was asked for, such that equal requests have equal names: the kind of the span with
// the method and the route of HTTP, else with the name of the span, from which ids and other variables are taken out.
//
//	server span, http.request.method GET, http.route /pay/{id}  →  server GET /pay/{id}
//	consumer span "process orders-4711"                         →  consumer process orders-<num>
//
// It remembers names, so that a name that came before costs no allocation. Safe for concurrent use.
type Operations struct {
	mu    sync.RWMutex
	names map[operationKey]operation
}

// operation is what is remembered of one: its name, and whether it asks for nothing but a sign of life.
type operation struct {
	name  string
	probe bool
}

type operationKey struct {
	kind                ptrace.SpanKind
	method, route, name string
}

// NewOperations returns names for one component.
func NewOperations() *Operations {
	return &Operations{names: map[operationKey]operation{}}
}

func (o *Operations) of(span ptrace.Span, route string) operation {
	k := operationKey{kind: span.Kind(), route: route}
	if route != "" {
		k.method = methodOf(span.Attributes())
	} else {
		k.name = clipName(span.Name())
	}
	return o.known(k)
}

// event returns the name of a log event as it is kept.
func (o *Operations) event(name string) string {
	return o.known(operationKey{name: name}).name
}

func (o *Operations) known(k operationKey) operation {
	o.mu.RLock()
	op, known := o.names[k]
	o.mu.RUnlock()
	if known {
		return op
	}
	op = operation{name: k.text(), probe: k.kind == ptrace.SpanKindServer && isProbe(k.route+k.name)}
	own := operationKey{k.kind, strings.Clone(k.method), strings.Clone(k.route), strings.Clone(k.name)}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.names) >= maxOperations {
		clear(o.names)
	}
	o.names[own] = op
	return op
}

func (k *operationKey) text() string {
	name := k.name
	if k.route != "" {
		name = strings.TrimSpace(k.method + " " + k.route)
	}
	name = template.Of(cleanName(name))
	if k.kind != ptrace.SpanKindUnspecified {
		name = strings.TrimSpace(kindName(k.kind) + " " + name)
	}
	return strings.Clone(clip(name, maxOperationBytes))
}

func methodOf(attributes pcommon.Map) string { return clipName(firstText(attributes, methodKeys)) }

func routeOf(attributes pcommon.Map) string { return clipName(text(attributes, "http.route")) }

var kindNames = map[ptrace.SpanKind]string{
	ptrace.SpanKindServer: "server", ptrace.SpanKindConsumer: "consumer", ptrace.SpanKindClient: "client",
	ptrace.SpanKindProducer: "producer", ptrace.SpanKindInternal: "internal",
}

// kindName is "" for a kind that is not set.
func kindName(kind ptrace.SpanKind) string { return kindNames[kind] }
