package api

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxAlternatives is how often one filter may be repeated.
const maxAlternatives = 100

// parameters returns the query parameters. Any other than the known ones is an error, because a
// misspelt filter would otherwise answer a question that nobody asked.
func parameters(r *http.Request, known ...string) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, badRequest("the query cannot be read: %v", err)
	}
	var unknown []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !slices.Contains(known, name) {
			unknown = append(unknown, strconv.Quote(name))
		}
	}
	switch {
	case len(unknown) == 0:
		return values, nil
	case len(known) == 0:
		return nil, badRequest("unknown query parameter %s: there are none here", strings.Join(unknown, ", "))
	default:
		return nil, badRequest("unknown query parameter %s: use %s", strings.Join(unknown, ", "), strings.Join(known, ", "))
	}
}

// one returns the value of a parameter that must not repeat, "" when it is absent.
func one(values url.Values, name string) (string, error) {
	if len(values[name]) > 1 {
		return "", badRequest("%s is given %d times: once is the most", name, len(values[name]))
	}
	return values.Get(name), nil
}

// many returns the values of a filter: alternatives. Empty ones are as if absent.
func many(values url.Values, name string) ([]string, error) {
	var out []string
	for _, v := range values[name] {
		if v != "" {
			out = append(out, v)
		}
	}
	if len(out) > maxAlternatives {
		return nil, badRequest("%s is given %d times: %d is the most", name, len(out), maxAlternatives)
	}
	return out, nil
}

// number returns a whole number within [low, high].
func number(values url.Values, name string, otherwise, low, high int) (int, error) {
	text, err := one(values, name)
	if err != nil || text == "" {
		return otherwise, err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		return 0, badRequest("%s=%s: use a whole number from %d to %d", name, text, low, high)
	}
	return n, nil
}

// maxUnixSeconds is the end of the year 9999, the last that RFC 3339 can say.
const maxUnixSeconds = 253402300799

// instant returns a time given as RFC 3339 or in seconds since 1970.
func instant(values url.Values, name string, otherwise time.Time) (time.Time, error) {
	text, err := one(values, name)
	if err != nil || text == "" {
		return otherwise, err
	}
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		if seconds < 0 || seconds > maxUnixSeconds {
			return time.Time{}, badRequest("%s=%s: seconds since 1970 are from 0 to %d", name, text, int64(maxUnixSeconds))
		}
		return time.Unix(seconds, 0).UTC(), nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || t.Unix() < 0 || t.Unix() > maxUnixSeconds {
		return time.Time{}, badRequest("%s=%s: use RFC 3339 (2026-01-31T12:00:00Z, with + written as %%2B) or seconds since 1970", name, text)
	}
	return t.UTC(), nil
}
