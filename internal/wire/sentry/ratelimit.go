package sentry

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
)

// Category is a kind of data with its own limit. https://develop.sentry.dev/sdk/expected-features/rate-limiting/
type Category string

// The categories that matter: what we send, and everything. Limits of others are read and not kept.
const (
	CategoryError Category = "error"
	categoryAll   Category = ""
)

// DefaultLimit is how long nothing is sent after a 429 that does not say how long.
const DefaultLimit = 60 * time.Second

// Headers of a limit.
const (
	headerLimits     = "X-Sentry-Rate-Limits"
	headerRetryAfter = "Retry-After"
)

// RateLimits remembers until when a destination wants nothing of a category. The zero value has no
// limits. It must not be used by several goroutines at once.
type RateLimits struct {
	until map[Category]time.Time
}

// Update reads the limits of an answer. They may come with any status:
//
//	X-Sentry-Rate-Limits: seconds:category;category:scope:reason, seconds::organization
//
// and hold for all categories when none is named. Without that header a 429 means all categories for
// as long as Retry-After says, and DefaultLimit when it says nothing. The later end of a category holds.
func (l *RateLimits) Update(status int, header http.Header, now time.Time) {
	limits := parseRateLimits(strings.Join(header.Values(headerLimits), ","))
	if limits == nil && status == http.StatusTooManyRequests {
		wait, ok := delivery.RetryAfter(header.Get(headerRetryAfter), now)
		if !ok {
			wait = DefaultLimit
		}
		limits = []limit{{wait, []Category{categoryAll}}}
	}
	for _, limit := range limits {
		for _, c := range limit.categories {
			l.extend(c, now.Add(limit.wait))
		}
	}
}

func (l *RateLimits) extend(c Category, until time.Time) {
	if c != categoryAll && c != CategoryError {
		return
	}
	if l.until == nil {
		l.until = map[Category]time.Time{}
	}
	if until.After(l.until[c]) {
		l.until[c] = until
	}
}

// Wait returns how long nothing of the category may be sent, zero when it may.
func (l *RateLimits) Wait(c Category, now time.Time) time.Duration {
	return max(l.until[c].Sub(now), l.until[categoryAll].Sub(now), 0)
}

// limit is one entry of the header.
type limit struct {
	wait       time.Duration
	categories []Category
}

// parseRateLimits reads the header. An entry that is not understood is left out; nil means that
// there is none. Scope, reason and namespaces do not matter to a client of one project.
func parseRateLimits(header string) []limit {
	var limits []limit
	for entry := range strings.SplitSeq(header, ",") {
		fields := strings.Split(strings.TrimSpace(entry), ":")
		if len(fields) < 2 {
			continue
		}
		wait, ok := delivery.Seconds(strings.TrimSpace(fields[0]))
		if !ok {
			continue
		}
		limits = append(limits, limit{wait, categories(fields[1])})
	}
	return limits
}

// categories reads a list with semicolons. A list that names none means all.
func categories(list string) []Category {
	var named []Category
	for name := range strings.SplitSeq(list, ";") {
		if c := Category(strings.ToLower(strings.TrimSpace(name))); c != categoryAll && !slices.Contains(named, c) {
			named = append(named, c)
		}
	}
	if named == nil {
		return []Category{categoryAll}
	}
	return named
}
