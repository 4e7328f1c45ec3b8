package view

import (
	"fmt"
	"math"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// latencyFacts are the figures of an operation that became slower.
func latencyFacts(fact func(name, value string), l *event.Latency) {
	if l == nil {
		return
	}
	fact("Answer", words(l.Answer))
	if effect := (issue.Effect{Ratio: l.Effect.Value, Low: l.Effect.Low, High: l.Effect.High}).String(); effect != "" {
		if l.Previous != "" {
			effect += " than " + l.Previous
		}
		fact("Effect", effect)
	}
	if l.Instance != "" {
		fact("Instance", l.Instance)
	}
	if l.GoneWith != "" {
		fact("Gone with", l.GoneWith)
	}
	if l.CallsAfter > 0 {
		fact("Compared", fmt.Sprintf("%s calls before, %s after", number(l.CallsBefore), number(l.CallsAfter)))
	}
}

// latency writes the durations before and after, and where the time went.
func latency(b *strings.Builder, l *event.Latency) {
	if l == nil {
		return
	}
	if len(l.Quantiles) > 0 {
		b.WriteString("\n")
		t := columns(b)
		fmt.Fprintln(t, "DURATION\tBEFORE\tAFTER")
		for _, q := range l.Quantiles {
			fmt.Fprintf(t, "%s\t%s\t%s\n", issue.QuantileName(q.Quantile), durationWithin(q.Before), durationWithin(q.After))
		}
		_ = t.Flush()
	}
	if len(l.Causes) > 0 {
		b.WriteString("\n")
		t := columns(b)
		fmt.Fprintln(t, "WHERE THE TIME WENT\tBEFORE\tAFTER\tSHARE")
		for n := range l.Causes {
			c := &l.Causes[n]
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", causeName(c), perCall(c.Before, c.TimesBefore), perCall(c.After, c.TimesAfter), causeShare(c))
		}
		_ = t.Flush()
	}
	histogram(b, l.Histogram)
}

func durationWithin(i event.Interval) string {
	text := milliseconds(i.Value)
	if i.High > 0 {
		text += " (" + milliseconds(i.Low) + " to " + milliseconds(i.High) + ")"
	}
	return text
}

func milliseconds(ms float64) string { return issue.Duration(ms * 1e6) }

func causeName(c *event.Cause) string {
	part := issue.Cause{Kind: c.Kind, Name: c.Name}
	return part.String()
}

// perCall is the time in a part of a call, and how often it is done when that is not once.
func perCall(ms, times float64) string {
	if times == 1 || times <= 0 {
		return milliseconds(ms)
	}
	return fmt.Sprintf("%s in %s", milliseconds(ms), number(times))
}

func causeShare(c *event.Cause) string {
	text := fmt.Sprintf("%.0f %%", math.Round(c.Share*100))
	if !c.Certain {
		text += ", uncertain"
	}
	return text
}

// histogram writes two lines of blocks with one scale.
func histogram(b *strings.Builder, h *event.Histogram) {
	if h == nil {
		return
	}
	n, top := min(len(h.Before), len(h.After)), 0.0
	for i := range n {
		top = max(top, h.Before[i], h.After[i])
	}
	if n == 0 || top <= 0 {
		return
	}
	before, after := make([]rune, n), make([]rune, n)
	for i := range n {
		before[i], after[i] = block(h.Before[i]/top), block(h.After[i]/top)
	}
	wide := math.Exp2(math.Exp2(-float64(h.Scale)))
	edge := func(bin int) string { return issue.Duration(math.Pow(wide, float64(h.Offset+bin))) }
	fmt.Fprintf(b, "\nDurations from %s to %s, each column %.0f %% longer than the one before it\n", edge(0), edge(n), (wide-1)*100)
	fmt.Fprintf(b, "  before %s\n  after  %s\n", string(before), string(after))
}
