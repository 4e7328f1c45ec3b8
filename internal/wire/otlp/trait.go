package otlp

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Traits of a request by which calls of one operation may differ in what they have to do.
const (
	// Traits is how many there are.
	Traits = 8
	// largeRequest is from how many bytes of a body on a request is large.
	largeRequest = 16 << 10
)

var (
	statusKeys = []string{"http.response.status_code", "http.status_code"}
	sizeKeys   = []string{"http.request.body.size", "http.request_content_length", "messaging.message.body.size"}
)

// Trait is a number below Traits that tells calls apart which have different things to do: by the class of the HTTP status, and by
// whether the body of the request is large.
func Trait(span ptrace.Span) uint8 {
	a := span.Attributes()
	trait := uint8(0)
	switch number(a, statusKeys) / 100 {
	case 3:
		trait = 1
	case 4:
		trait = 2
	case 5:
		trait = 3
	}
	if number(a, sizeKeys) >= largeRequest {
		trait += Traits / 2
	}
	return trait
}

// number is the first of the attributes that is a whole number, 0 without one.
func number(a pcommon.Map, keys []string) int64 {
	for _, key := range keys {
		if v, ok := a.Get(key); ok && v.Type() == pcommon.ValueTypeInt {
			return v.Int()
		}
	}
	return 0
}
