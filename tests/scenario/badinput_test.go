//go:build scenario

package scenario

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

// What the Collector may hold behind any bad request, and behind one of a million lists in each other:
// most of that is the stack on which it is decoded.
const (
	badInputMiB = 300
	nestedMiB   = 1200
)

const badStack = "Traceback (most recent call last):\n" +
	"  File \"/app/shop/orders.py\", line 12, in place\n    charge(order)\n" +
	"  File \"/app/shop/payment.py\", line 7, in charge\n    raise PaymentError(order)\n" +
	"PaymentError: declined\n"

// badInput is one request with something wrong in it.
type badInput struct {
	// bad is put before the good error of the request; at is the time of sending.
	bad func(service string, trace, at uint64) []byte
	// whole, if set, is the request instead.
	whole func() []byte
	// http and grpc are the answers, OK by default. counted is how many errors of the bad service an
	// accepted request adds.
	http    int
	grpc    codes.Code
	counted int64
	// anonymous: the bad error has no service or another, so that it is not looked for.
	anonymous bool
}

func event(attributes ...[]byte) func(string, uint64, uint64) []byte {
	return func(service string, trace, at uint64) []byte {
		return resourceSpans(service, trace, exceptionEvent(at, attributes...))
	}
}

func timed(at uint64) func(string, uint64, uint64) []byte {
	return func(service string, trace, _ uint64) []byte {
		return resourceSpans(service, trace, exceptionEvent(at, raised("E", "m", badStack)))
	}
}

func randomBytes(size int) string {
	data := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{7}).Read(data)
	return string(data)
}

var badInputs = map[string]badInput{
	"a stack that ends inside a frame": {bad: event(raised("E", "m", badStack[:100])), counted: 1},
	"10 MB of stack":                   {bad: event(raised("E", "m", strings.Repeat(badStack, 10_000_000/len(badStack)))), counted: 1, grpc: codes.ResourceExhausted},
	"bytes that are no text":           {bad: event(raised(randomBytes(50), randomBytes(500), randomBytes(100_000))), counted: 1},
	"invalid UTF-8 in every text": {anonymous: true, bad: func(_ string, trace, at uint64) []byte {
		const bad = "a\xff\xfe\x00\xed\xa0\x80"
		return resourceSpans(bad, trace, fieldText(5, bad), fieldText(3, bad), exceptionEvent(at, fieldText(2, bad), raised(bad, bad, bad), attribute(3, bad, textValue(bad))))
	}},
	"an exception without attributes": {bad: event(), counted: 1},
	"an exception of empty texts":     {bad: event(raised("", "", "")), counted: 1},
	"a hundred thousand exceptions in one span": {counted: 100_000, bad: func(service string, trace, at uint64) []byte {
		var events [][]byte
		for n := range uint64(100_000) {
			// Without a name, so that all of them fit into a message of gRPC.
			events = append(events, field(11, fieldFixed(1, at-n*1000), attribute(3, "exception.type", textValue("E"))))
		}
		return resourceSpans(service, trace, events...)
	}},
	"a span without resource": {anonymous: true, bad: func(_ string, trace, at uint64) []byte {
		return resourceSpans("", trace, exceptionEvent(at, raised("E", "m", badStack)))
	}},
	"a span without anything": {anonymous: true, bad: func(string, uint64, uint64) []byte { return field(1, field(2, field(2))) }},
	"a time in 1970":          {bad: timed(1), counted: 1},
	"a time in 2100":          {bad: timed(4_102_444_800_000_000_000), counted: 1},
	"a time beyond all times": {bad: timed(math.MaxUint64), counted: 1},
	"attributes of other types": {counted: 1, bad: event(
		attribute(3, "exception.type", intValue(math.MaxUint64)), attribute(3, "exception.message", mapValue(attribute(1, "k", textValue("v")))),
		attribute(3, "exception.stacktrace", bytesValue([]byte(badStack))), attribute(3, "empty", nil))},
	"keys that come twice":              {counted: 1, bad: event(raised("First", "m", ""), raised("Second", "m", badStack))},
	"a body over the limit":             {http: http.StatusBadRequest, grpc: codes.ResourceExhausted, bad: event(raised("E", "m", strings.Repeat("x", 11_000_000)))},
	"a message of another type":         {http: http.StatusBadRequest, grpc: codes.Internal, whole: func() []byte { return fieldInt(1, 7) }},
	"a request that ends in the middle": {http: http.StatusBadRequest, grpc: codes.Internal, whole: func() []byte { b := timed(1)("x", 1, 1); return b[:len(b)-20] }},
	"a request that is no protobuf":     {http: http.StatusBadRequest, grpc: codes.Internal, whole: func() []byte { return []byte(strings.Repeat("\xff", 1000)) }},
}

// Whatever is sent, the Collector stays up and the good error beside it is an issue with the right count.
func TestBadInput(t *testing.T) {
	c := collectortest.Start(t, collectortest.Settings{})
	raw := collectortest.NewRawSender(t, c.GRPC)
	before, most := c.RSS(), int64(0)
	for n, name := range slices.Sorted(maps.Keys(badInputs)) {
		t.Run(name, func(t *testing.T) {
			badInputs[name].run(t, c, raw, n)
			rss := c.RSS()
			most = max(most, rss)
			t.Logf("RSS %d MiB", rss>>20)
		})
	}
	t.Logf("%d requests of bad input by HTTP and by gRPC: RSS %d MiB before, %d MiB at most", len(badInputs), before>>20, most>>20)
	assert.LessOrEqual(t, most, int64(badInputMiB<<20))
}

// The largest request that is taken does not exhaust the stack, whatever is nested in it.
func TestBadInput_AMillionListsInEachOther(t *testing.T) {
	c := collectortest.Start(t, collectortest.Settings{})
	nested := badInput{counted: 1, grpc: codes.ResourceExhausted, bad: event(
		attribute(3, "exception.type", textValue("E")), attribute(3, "exception.message", nestedValue(10_400_000)))}
	nested.run(t, c, collectortest.NewRawSender(t, c.GRPC), 1)
	t.Logf("RSS %d MiB", c.RSS()>>20)
	assert.LessOrEqual(t, c.RSS(), int64(nestedMiB<<20))
}

// run sends the request by both protocols and looks for what became of it.
func (test badInput) run(t *testing.T, c *collectortest.Collector, raw *collectortest.RawSender, n int) {
	bad, good := fmt.Sprint("bad-", n), fmt.Sprint("good-", n)
	trace := uint64(4 * n)
	request := func() []byte {
		if test.whole != nil {
			return test.whole()
		}
		trace += 2
		at := uint64(time.Now().UnixNano())
		return append(test.bad(bad, trace, at), resourceSpans(good, trace+1, exceptionEvent(at, raised("CartError", "empty", badStack)))...)
	}
	accepted := int64(0)
	code, answer := c.PostTraces(t.Context(), "application/x-protobuf", request())
	if test.http == 0 {
		require.Equal(t, http.StatusOK, code, answer)
		accepted++
	} else {
		require.Equal(t, test.http, code, answer)
		assert.NotEmpty(t, answer, "a refusal says why")
	}
	err := raw.Traces(t.Context(), request())
	require.Equal(t, test.grpc, status.Code(err), "%v", err)
	if err == nil {
		accepted++
	}
	wantCount(t, c, good, accepted)
	if !test.anonymous {
		wantCount(t, c, bad, accepted*test.counted)
	}
	require.NoError(t, c.Get("/api/v1/health", nil))
}

// Bad JSON is refused with an answer, and the Collector stays up.
func TestBadJSON(t *testing.T) {
	c := collectortest.Start(t, collectortest.Settings{})
	for name, body := range map[string]string{
		"no JSON":             "{",
		"numbers for texts":   `{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":7}]}]}]}`,
		"a million brackets":  `{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"a","value":` + strings.Repeat(`{"arrayValue":{"values":[`, 200_000),
		"an id of odd length": `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"abc"}]}]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			code, answer := c.PostTraces(t.Context(), "application/json", []byte(body))
			assert.Equal(t, http.StatusBadRequest, code, answer)
			assert.NotEmpty(t, answer)
			require.NoError(t, c.Get("/api/v1/health", nil))
		})
	}
}

// wantCount waits until the one issue of a service has a count; 0 is no issue.
func wantCount(t *testing.T, c *collectortest.Collector, service string, count int64) {
	t.Helper()
	collectortest.Eventually(t, 10*time.Second, fmt.Sprintf("%s has %d errors", service, count), func() error {
		issues, err := c.Issues(service)
		if err != nil {
			return err
		}
		if want := min(count, 1); int64(len(issues)) != want || collectortest.Total(issues) != count {
			return fmt.Errorf("%d issues, %d errors", len(issues), collectortest.Total(issues))
		}
		return nil
	})
}
