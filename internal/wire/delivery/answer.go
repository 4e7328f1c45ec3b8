package delivery

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Class says what to do after an attempt.
type Class uint8

// The classes.
const (
	// Accepted: it is delivered.
	Accepted Class = iota + 1
	// Retry: it may work later, at the earliest after Error.After.
	Retry
	// Refused: the same would be refused again.
	Refused
)

// String returns the name used in errors.
func (c Class) String() string {
	switch c {
	case Accepted:
		return "accepted"
	case Retry:
		return "retry"
	case Refused:
		return "refused"
	default:
		return "unknown"
	}
}

// Reason is why something was not delivered, as it stands in telemetry and logs.
type Reason string

// The reasons.
const (
	// Worth another try.
	ReasonNetwork     Reason = "network"      // no answer
	ReasonTimeout     Reason = "timeout"      // 408
	ReasonTooEarly    Reason = "too_early"    // 425
	ReasonRateLimited Reason = "rate_limited" // 429
	ReasonServerError Reason = "server_error" // 5xx

	// Refusals.
	ReasonRedirected   Reason = "redirected"   // 3xx: the address has to be corrected, it is not followed
	ReasonBadRequest   Reason = "bad_request"  // 400, 422
	ReasonUnauthorized Reason = "unauthorized" // 401, 403, 407
	ReasonNotFound     Reason = "not_found"    // 404, 405, 410
	ReasonTooLarge     Reason = "too_large"    // 413
	ReasonRefused      Reason = "refused"      // any other 4xx
)

// Refusals lists all reasons of Class Refused, for documentation and tests.
var Refusals = []Reason{
	ReasonRedirected, ReasonBadRequest, ReasonUnauthorized, ReasonNotFound, ReasonTooLarge, ReasonRefused,
}

// MaxRetryAfter is the longest time that a destination can ask us to wait. After it we ask again,
// so that one wrong header does not silence a destination for ever.
const MaxRetryAfter = 24 * time.Hour

// Classify is the table. The reason is empty when the status is a success.
func Classify(status int) (Class, Reason) {
	switch {
	case status >= 200 && status < 300:
		return Accepted, ""
	case status >= 500:
		return Retry, ReasonServerError
	case status >= 300 && status < 400:
		return Refused, ReasonRedirected
	}
	switch status {
	case http.StatusRequestTimeout:
		return Retry, ReasonTimeout
	case http.StatusTooEarly:
		return Retry, ReasonTooEarly
	case http.StatusTooManyRequests:
		return Retry, ReasonRateLimited
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return Refused, ReasonBadRequest
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired:
		return Refused, ReasonUnauthorized
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone:
		return Refused, ReasonNotFound
	case http.StatusRequestEntityTooLarge:
		return Refused, ReasonTooLarge
	default:
		return Refused, ReasonRefused
	}
}

// RetryAfter reads the value of the header of that name: seconds or an HTTP date
// (https://www.rfc-editor.org/rfc/rfc9110#name-retry-after). The result is between zero and
// MaxRetryAfter; ok is false when the value is neither.
func RetryAfter(value string, now time.Time) (wait time.Duration, ok bool) {
	value = strings.TrimSpace(value)
	if wait, ok := Seconds(value); ok {
		return wait, true
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	return min(max(at.Sub(now), 0), MaxRetryAfter), true
}

// Seconds reads a number of seconds that is not negative, as some servers send it also with a
// fraction. The result is at most MaxRetryAfter.
func Seconds(value string) (time.Duration, bool) {
	s, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(s) || s < 0 {
		return 0, false
	}
	if s >= MaxRetryAfter.Seconds() {
		return MaxRetryAfter, true
	}
	return time.Duration(s * float64(time.Second)), true
}

// Error says why something was not delivered and what follows.
type Error struct {
	Class  Class // Retry or Refused
	Reason Reason
	// After is how long the destination wants to be left alone, zero when it did not say.
	After time.Duration
	// Err tells people what happened.
	Err error
}

// Error implements error.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns what happened.
func (e *Error) Unwrap() error { return e.Err }

// After returns how long a destination wants to be left alone by what its exporter said, zero when it did
// not say. An exporter that has come to the end of its retries does not wait itself.
func After(err error) time.Duration {
	var e *Error
	if errors.As(err, &e) && e.Class == Retry {
		return e.After
	}
	return 0
}

// Answer is what a destination said.
type Answer struct {
	Status int
	Header http.Header
	// Body holds at most its first 4 KiB, or as much as SendKeeping was asked to keep.
	Body []byte
}

// Err returns nil when the answer is a success, else an Error whose text is the status and nothing
// that the other side wrote.
func (a *Answer) Err(now time.Time) *Error {
	class, reason := Classify(a.Status)
	if class == Accepted {
		return nil
	}
	e := &Error{Class: class, Reason: reason, Err: fmt.Errorf("the answer was %d %s", a.Status, http.StatusText(a.Status))}
	if class == Retry {
		e.After, _ = RetryAfter(a.Header.Get("Retry-After"), now)
	}
	return e
}
