package slowdown

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
)

func logOf(ratio float64) float64 { return math.Log(max(ratio, 1e-9)) }

func (o *operation) title() string {
	if o.failed {
		return o.name + " (failed)"
	}
	return o.name
}

// title is one line about a finding.
func title(f *Finding) string {
	name := f.Key.Operation
	if f.Key.Failed {
		name += " (failed)"
	}
	more := percent(f.Effect.Ratio)
	switch f.Kind {
	case KindRegression:
		return name + " takes " + more + " longer since " + f.Release
	case KindTail:
		return "slow calls of " + name + " take " + more + " longer since " + f.Release
	case KindMixShift:
		return name + " gets other requests, which take longer" + with(f.Release)
	case KindColdStart:
		return name + " is slow while instances of " + f.Release + " start"
	case KindBadInstance:
		return name + " is slow on " + f.Instance + " only"
	}
	return name + " takes " + more + " longer" + with(f.Release)
}

func with(release string) string {
	if release == "" {
		return ""
	}
	return " since " + release
}

// words say why. c is nil for a drift.
func (d *Detector) words(f *Finding, o *operation, c *contest) []string {
	var all []string
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	effect := percent(f.Effect.Ratio) + " longer (" + percent(f.Effect.Low) + " to " + percent(f.Effect.High) + ")"
	switch f.Kind {
	case KindRegression:
		add("%s takes %s with %s than with %s in the same minutes", o.title(), effect, f.Release, f.Previous)
	case KindTail:
		add("slow calls of %s take %s with %s than with %s in the same minutes, most are as quick", o.title(), effect, f.Release, f.Previous)
	case KindMixShift:
		add("%s takes longer because other requests come%s; alike ones are about as quick as before", o.title(), to(f.Release))
	case KindColdStart:
		add("%s takes %s while instances of %s start, and then does not", o.title(), effect, f.Release)
	case KindBadInstance:
		add("%s is slow on %s; without it %s is about as quick as before", o.title(), f.Instance, or(f.Release, "the service"))
	case KindDrift:
		add("%s takes %s since %s; nothing ran beside it to compare with", o.title(), effect,
			f.Onset.In(d.settings.Zone).Format("15:04"))
	}
	if q := f.Quantiles; len(q) > 0 && q[0].Before.Value > 0 {
		add("half of the calls take up to %s, it was %s", duration(q[0].After.Value), duration(q[0].Before.Value))
	}
	if f.Kind == KindDrift && f.Release != "" {
		add("%s was first seen at %s", f.Release, f.ReleaseSeen.In(d.settings.Zone).Format("15:04"))
	}
	if c != nil {
		add("%d calls of %s and %d of %s were compared", f.After, f.Release, f.Before, f.Previous)
	}
	if len(f.Growth) > 0 && f.Growth[0].Certain {
		all = append(all, grown(f.Growth[0]))
	}
	return all
}

func to(release string) string {
	if release == "" {
		return ""
	}
	return " to " + release
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// grown: "database SELECT orders takes 7 ms more per call: 2 times, before once".
func grown(g breakdown.Growth) string {
	what := g.Part.Kind.String()
	if g.Part.Name != "" {
		what += " " + g.Part.Name
	}
	words := what + " takes " + duration(g.Nanoseconds) + " more per call"
	if g.After.Times > g.Before.Times*1.2 {
		return words + ": " + times(g.After.Times) + ", before " + times(g.Before.Times)
	}
	if g.Before.Each > 0 {
		return words + ": " + duration(g.After.Each) + " each, it was " + duration(g.Before.Each)
	}
	return words
}

// times is how often something is done in a call.
func times(x float64) string {
	switch n := number(x); {
	case x < 0.01:
		return "never"
	case n == "1":
		return "once"
	default:
		return n + " times"
	}
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', 2, 64) }

// percent is by how much a ratio is above 1.
func percent(ratio float64) string {
	x := (ratio - 1) * 100
	if !(math.Abs(x) < 1e6) {
		return "much"
	}
	return strconv.FormatFloat(x, 'f', 0, 64) + " %"
}

func duration(ns float64) string {
	if !(math.Abs(ns) < 1e17) {
		return "?"
	}
	d := time.Duration(ns)
	switch {
	case d >= time.Second:
		return d.Round(10 * time.Millisecond).String()
	case d >= time.Millisecond:
		return d.Round(100 * time.Microsecond).String()
	}
	return d.Round(100 * time.Nanosecond).String()
}
