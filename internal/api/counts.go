package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

const (
	day          = 24 * time.Hour
	defaultRange = day
	defaultStep  = time.Hour
	minStep      = time.Minute
	maxStep      = 10_000 * day
	// maxSteps is the most steps that one answer covers.
	maxSteps = 5000
)

// usualSteps are what is proposed instead of a step that is too small.
var usualSteps = []time.Duration{
	time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 6 * time.Hour, day, 7 * day, 30 * day, 365 * day, 3650 * day,
}

var countsParameters = []string{"from", "to", "step"}

func (s *Settings) counts(r *http.Request) (any, error) {
	values, err := parameters(r, countsParameters...)
	if err != nil {
		return nil, err
	}
	to, err := instant(values, "to", s.Now().UTC())
	if err != nil {
		return nil, err
	}
	from, err := instant(values, "from", to.Add(-defaultRange))
	if err != nil {
		return nil, err
	}
	if !from.Before(to) {
		return nil, badRequest("from (%s) is not before to (%s)", from.Format(time.RFC3339), to.Format(time.RFC3339))
	}
	step, err := stepOf(values)
	if err != nil {
		return nil, err
	}
	if !fits(from, to, step) {
		return nil, badRequest("from %s to %s in steps of %s are more than %d steps: use step=%s or a shorter time",
			from.Format(time.RFC3339), to.Format(time.RFC3339), stepText(step), maxSteps, stepText(fittingStep(from, to)))
	}
	key := store.Key{Tenant: tenant, ID: pathID(r)}
	counts, err := s.Reader.Counts(r.Context(), store.Series{Key: key, From: from, To: to, Step: step, Now: s.Now()})
	if err != nil {
		return nil, err
	}
	if len(counts) == 0 { // nothing happened then, or there is no such issue
		if _, err := s.Reader.Detail(r.Context(), key.Tenant, key.ID); err != nil {
			return nil, err
		}
	}
	return encodeCounts(counts), nil
}

// fits counts in seconds: a time.Duration cannot hold more than 292 years.
func fits(from, to time.Time, step time.Duration) bool {
	return to.Unix()-from.Unix() <= maxSteps*int64(step/time.Second)
}

func fittingStep(from, to time.Time) time.Duration {
	for _, step := range usualSteps {
		if fits(from, to, step) {
			return step
		}
	}
	return usualSteps[len(usualSteps)-1] // 50,000 years, more than RFC 3339 has
}

func stepOf(values url.Values) (time.Duration, error) {
	text, err := one(values, "step")
	if err != nil || text == "" {
		return defaultStep, err
	}
	step, err := parseLength(text)
	if err != nil || step < minStep || step > maxStep || step%minStep != 0 {
		return 0, badRequest("step=%s: use whole minutes, from 1m on, written as 15m, 1h, 1d or in seconds", text)
	}
	return step, nil
}

// parseLength reads "15m" (a Go duration), "1d" (days) or "3600" (seconds).
func parseLength(text string) (time.Duration, error) {
	number, unit := text, time.Second
	if days, ok := strings.CutSuffix(text, "d"); ok {
		number, unit = days, day
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return time.ParseDuration(text)
	}
	if n < 0 || n > int64(maxStep/unit) {
		return 0, fmt.Errorf("%s is out of range", text)
	}
	return time.Duration(n) * unit, nil
}

func stepText(step time.Duration) string {
	if step%day == 0 {
		return fmt.Sprintf("%dd", step/day)
	}
	text := strings.TrimSuffix(step.String(), "0s") // 1h0m0s → 1h0m
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
