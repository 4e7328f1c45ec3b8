package delivery

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestClassify_EveryStatusHasAClassAndAReason(t *testing.T) {
	tests := []struct {
		from, to int
		class    Class
		reason   Reason
	}{
		{200, 299, Accepted, ""},
		{300, 399, Refused, ReasonRedirected},
		{400, 400, Refused, ReasonBadRequest},
		{401, 401, Refused, ReasonUnauthorized},
		{402, 402, Refused, ReasonRefused},
		{403, 403, Refused, ReasonUnauthorized},
		{404, 405, Refused, ReasonNotFound},
		{406, 406, Refused, ReasonRefused},
		{407, 407, Refused, ReasonUnauthorized},
		{408, 408, Retry, ReasonTimeout},
		{409, 409, Refused, ReasonRefused},
		{410, 410, Refused, ReasonNotFound},
		{411, 412, Refused, ReasonRefused},
		{413, 413, Refused, ReasonTooLarge},
		{414, 421, Refused, ReasonRefused},
		{422, 422, Refused, ReasonBadRequest},
		{423, 424, Refused, ReasonRefused},
		{425, 425, Retry, ReasonTooEarly},
		{426, 428, Refused, ReasonRefused},
		{429, 429, Retry, ReasonRateLimited},
		{430, 499, Refused, ReasonRefused},
		{500, 599, Retry, ReasonServerError},
	}
	next := 200
	for _, tt := range tests {
		assert.Equal(t, next, tt.from, "the table has a gap")
		for status := tt.from; status <= tt.to; status++ {
			class, reason := Classify(status)
			assert.Equal(t, tt.class, class, status)
			assert.Equal(t, tt.reason, reason, status)
		}
		next = tt.to + 1
	}
	assert.Equal(t, 600, next)
}

func TestRetryAfter(t *testing.T) {
	tests := []struct {
		name, value string
		want        time.Duration
		ok          bool
	}{
		{"seconds", "120", 2 * time.Minute, true},
		{"spaces around", " 7 ", 7 * time.Second, true},
		{"a fraction", "1.5", 1500 * time.Millisecond, true},
		{"zero", "0", 0, true},
		{"a date to come", now.Add(90 * time.Second).Format(http.TimeFormat), 90 * time.Second, true},
		{"a date that is past waits for nothing", now.Add(-time.Hour).Format(http.TimeFormat), 0, true},
		{"years are cut to a day", "315360000", MaxRetryAfter, true},
		{"a date in years is cut to a day", now.AddDate(3, 0, 0).Format(http.TimeFormat), MaxRetryAfter, true},
		{"infinity is cut to a day", "Inf", MaxRetryAfter, true},
		{"negative", "-5", 0, false},
		{"not a number", "NaN", 0, false},
		{"words", "soon", 0, false},
		{"absent", "", 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := RetryAfter(tt.value, now)
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.ok, ok)
		})
	}
}

func TestAnswer_OnlyWhatIsWorthAnotherTryHasAWait(t *testing.T) {
	header := http.Header{"Retry-After": {"30"}}
	assert.Nil(t, (&Answer{Status: 202, Header: header}).Err(now))

	busy := (&Answer{Status: 503, Header: header}).Err(now)
	assert.Equal(t, Retry, busy.Class)
	assert.Equal(t, 30*time.Second, busy.After)
	assert.EqualError(t, busy, "the answer was 503 Service Unavailable")

	gone := (&Answer{Status: 410, Header: header}).Err(now)
	assert.Equal(t, Refused, gone.Class)
	assert.Zero(t, gone.After)
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "1", "-1", "1e400", "NaN", "60.5", "Sun, 01 Mar 2026 12:00:30 GMT", "0x1p-2", "١"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		wait, ok := RetryAfter(value, now)
		if wait < 0 || wait > MaxRetryAfter || !ok && wait != 0 {
			t.Errorf("%q: %s, %t", value, wait, ok)
		}
	})
}

func TestAfter(t *testing.T) {
	limited := &Error{Class: Retry, Reason: ReasonRateLimited, After: time.Minute, Err: errors.New("429")}
	for _, c := range []struct {
		name string
		err  error
		want time.Duration
	}{
		{"what the destination said", fmt.Errorf("no more retries left: %w", limited), time.Minute},
		{"it did not say", &Error{Class: Retry, Reason: ReasonServerError, Err: errors.New("503")}, 0},
		{"the exporter is not ours", errors.New("unavailable"), 0},
		{"a refusal is not waited for", &Error{Class: Refused, After: time.Minute, Err: errors.New("413")}, 0},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.want, After(c.err)) })
	}
}
