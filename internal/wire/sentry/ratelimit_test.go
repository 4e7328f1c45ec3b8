package sentry

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

func TestRateLimits(t *testing.T) {
	tests := []struct {
		name   string
		status int
		header http.Header
		want   time.Duration // for errors
	}{
		{"a 200 without headers", 200, nil, 0},
		{"a 200 can bring limits", 200, header(headerLimits, "30:error:project"), 30 * time.Second},
		{"a 429 with neither header", 429, nil, 60 * time.Second},
		{"a 429 with seconds", 429, header(headerRetryAfter, "7"), 7 * time.Second},
		{"a 429 with a date", 429, header(headerRetryAfter, now.Add(90*time.Second).Format(http.TimeFormat)), 90 * time.Second},
		{"a 429 with a date that is past", 429, header(headerRetryAfter, now.Add(-time.Hour).Format(http.TimeFormat)), 0},
		{"a 429 with nonsense", 429, header(headerRetryAfter, "soon"), 60 * time.Second},
		{"Retry-After counts on a 429 only", 503, header(headerRetryAfter, "7"), 0},
		{"no category means all", 429, header(headerLimits, "60::organization"), 60 * time.Second},
		{"only semicolons mean all", 429, header(headerLimits, "60:;;:organization"), 60 * time.Second},
		{"another category", 429, header(headerLimits, "60:transaction:key"), 0},
		{"one of several categories", 429, header(headerLimits, "60:transaction;Error;span:key"), 60 * time.Second},
		{"the later end holds", 429, header(headerLimits, "60:error:key, 2700:default;error:organization, 5::key"), 2700 * time.Second},
		{"all and one: the later end", 429, header(headerLimits, "60:error:key,90::organization"), 90 * time.Second},
		{"the header twice", 429, header(headerLimits, "60:error", headerLimits, "90:error"), 90 * time.Second},
		{"it wins over Retry-After", 429, header(headerLimits, "5:error:key", headerRetryAfter, "600"), 5 * time.Second},
		{"an unknown category", 429, header(headerLimits, "60:teapots:key"), 0},
		{"reason and namespaces", 429, header(headerLimits, "60:error;metric_bucket:organization:quota:custom;other"), 60 * time.Second},
		{"an entry that is not understood", 429, header(headerLimits, "x:error, :error:, 20:error"), 20 * time.Second},
		{"nothing that is understood", 429, header(headerLimits, "x:error", headerRetryAfter, "9"), 9 * time.Second},
		{"a fraction", 429, header(headerLimits, "1.5:error"), 1500 * time.Millisecond},
		{"a year is cut to a day", 429, header(headerLimits, "31536000:error"), 24 * time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l RateLimits
			l.Update(tt.status, tt.header, now)
			assert.Equal(t, tt.want, l.Wait(CategoryError, now))
		})
	}
}

func TestRateLimits_AShorterLimitDoesNotEndALongerOne(t *testing.T) {
	var l RateLimits
	l.Update(429, header(headerRetryAfter, "60"), now)
	l.Update(200, header(headerLimits, "1:error"), now.Add(time.Second))
	l.Update(200, nil, now.Add(2*time.Second))
	assert.Equal(t, 50*time.Second, l.Wait(CategoryError, now.Add(10*time.Second)))
	assert.Zero(t, l.Wait(CategoryError, now.Add(60*time.Second)))
}

func FuzzRateLimits(f *testing.F) {
	for _, seed := range []string{
		"60:error:key", "60::organization", "60:transaction;error:o:r:n1;n2, 2700:default", "", ":", "::", ",,,", "-1:error", "1e999::", "NaN:error", "60",
	} {
		f.Add(429, seed, "60")
	}
	f.Add(200, "", "Sun, 01 Mar 2026 12:00:30 GMT")
	f.Fuzz(func(t *testing.T, status int, limits, retryAfter string) {
		var l RateLimits
		l.Update(status, http.Header{headerLimits: {limits}, headerRetryAfter: {retryAfter}}, now)
		if wait := l.Wait(CategoryError, now); wait < 0 || wait > delivery.MaxRetryAfter {
			t.Errorf("%d %q %q: %s", status, limits, retryAfter, wait)
		}
		if len(l.until) > 2 {
			t.Errorf("%q: what we do not send is kept", limits)
		}
	})
}
