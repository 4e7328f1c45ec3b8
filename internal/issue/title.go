package issue

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Title says what happened and since when, without figures, which change, but for how much slower something is. service is what a
// finding without a stream is about.
func (f *Finding) Title(service string) string {
	what, since := f.subject(service), " since "+f.since()
	either := func(none, less string) string {
		if f.Ratio > 0 {
			return less
		}
		return none
	}
	switch f.Kind {
	case KindTraffic:
		return either("No", "Less") + " traffic at " + what + since
	case KindTelemetryGap:
		return either("No", "Less") + " telemetry from " + what + since
	case KindRenamed:
		return what + " is now " + f.RenamedTo
	case KindLatency:
		return f.latencyTitle(service)
	case KindStuck:
		return what + " is stuck" + since
	case KindConversion:
		if f.Reference != nil && f.Reference.Stream != "" {
			since += ", while " + f.Reference.Stream + " go on"
		}
	}
	return either("No ", "Fewer ") + what + since
}

// subject is what the finding is about: a stream, or the service as a whole.
func (f *Finding) subject(service string) string {
	if f.Stream == "" {
		return service
	}
	return f.Stream
}

// since names the onset, with its day when it was decided on another one.
func (f *Finding) since() string {
	at, told := f.Onset.UTC(), f.DecidedAt.UTC()
	if at.Year() == told.Year() && at.YearDay() == told.YearDay() {
		return at.Format("15:04 UTC")
	}
	return at.Format("2006-01-02 15:04 UTC")
}

// Summary is the figures in one sentence: "2 of about 412 expected since 02:13 UTC, 380 to 440 missing", and once it is over
// "it lasted 2h13m, 2 of about 412 expected came, 380 to 440 missing". Without figures it says the time alone.
func (f *Finding) Summary() string {
	if f.Latency != nil {
		return f.latencySummary()
	}
	begin, came := "", " since "+f.since()
	if !f.Until.IsZero() {
		begin, came = "it lasted "+length(f.Lasted()), " came"
	}
	if f.Expected <= 0 {
		if begin == "" {
			return strings.TrimSpace(came)
		}
		return begin
	}
	if begin != "" {
		begin += ", "
	}
	text := begin + fmt.Sprintf("%s of about %s expected%s", amount(f.Seen), amount(f.Expected), came)
	if f.MissingHigh > 0 {
		text += fmt.Sprintf(", %s to %s missing", amount(f.MissingLow), amount(f.MissingHigh))
	}
	return text
}

// amount is a number of events for people: whole from ten on.
func amount(x float64) string {
	if x >= 10 || x == math.Trunc(x) {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.1f", x)
}

// length is a time in its two largest units: "2h13m".
func length(d time.Duration) string {
	day := 24 * time.Hour
	switch {
	case d >= day:
		return fmt.Sprintf("%dd%dh", d/day, d%day/time.Hour)
	case d >= time.Hour:
		return fmt.Sprintf("%dh%dm", d/time.Hour, d%time.Hour/time.Minute)
	case d >= time.Minute:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return fmt.Sprintf("%ds", d/time.Second)
}
