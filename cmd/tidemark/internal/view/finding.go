package view

import (
	"fmt"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// findingFacts are the figures of what a detector found.
func findingFacts(fact func(name, value string), f *event.Finding, now time.Time) {
	fact("Tier", f.Tier)
	fact("Since", seen(f.Onset, "", now))
	if f.Until != nil {
		fact("Until", seen(*f.Until, "", now))
	}
	fact("Told", timeText(f.DecidedAt)+earliest(f))
	if f.Expected > 0 {
		fact("Expected", number(f.Expected))
		fact("Seen", number(f.Seen))
		fact("Missing", number(f.MissingLow)+" to "+number(f.MissingHigh))
	}
	latencyFacts(fact, f.Latency)
	if f.Release != "" {
		fact("Suspect", f.Release+odds(f.Odds))
	}
	if r := f.Reference; r != nil {
		fact("Meanwhile", fmt.Sprintf("%s of about %s %s", number(r.Seen), number(r.Expected), r.Stream))
	}
	if f.RenamedTo != "" {
		fact("Renamed to", f.RenamedTo)
	}
	if len(f.Children) > 0 {
		fact("With it", strings.Join(f.Children, ", "))
	}
	if f.Budget > 0 {
		fact("Budget", fmt.Sprintf("%s false alarms a year; the evidence is %.1f, %.1f are needed", number(f.Budget), f.Evidence, f.Threshold))
	}
}

// earliest says how long after the earliest possible moment it was told.
func earliest(f *event.Finding) string {
	if f.Earliest == nil {
		return ""
	}
	late := f.DecidedAt.Sub(*f.Earliest)
	if late < time.Second {
		return ", as early as possible"
	}
	return ", " + screen.Length(late) + " after the earliest possible"
}

func odds(to1 float64) string {
	if to1 <= 0 {
		return ""
	}
	return " (" + number(to1) + " to 1)"
}

// number is a figure for people: whole from ten on.
func number(x float64) string {
	if x >= 10 {
		return fmt.Sprintf("%.0f", x)
	}
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", x), "0"), ".")
}

// finding writes why, and a plot.
func finding(b *strings.Builder, f *event.Finding) {
	if f == nil {
		return
	}
	if len(f.Words) > 0 {
		b.WriteString("\n")
	}
	for _, w := range f.Words {
		fmt.Fprintf(b, "- %s\n", w)
	}
	plot(b, f.Series)
	latency(b, f.Latency)
}

// blocks are the heights of a plot, nothing first.
var blocks = []rune(" ▁▂▃▄▅▆▇█")

// plot writes two lines of blocks with one scale: the lower end of what was expected and what was seen. What was seen is
// marked below where it is outside of the band.
func plot(b *strings.Builder, s *event.SeriesPlot) {
	if s == nil {
		return
	}
	n := min(len(s.Low), len(s.High), len(s.Expected), len(s.Seen))
	top := 0.0
	for i := range n {
		top = max(top, s.Expected[i], s.Seen[i])
	}
	if n == 0 || top <= 0 {
		return
	}
	step := time.Duration(s.StepSeconds * float64(time.Second))
	expected, seen, outside := make([]rune, n), make([]rune, n), make([]rune, n)
	for i := range n {
		expected[i], seen[i], outside[i] = block(s.Expected[i]/top), block(s.Seen[i]/top), ' '
		if s.Seen[i] < s.Low[i] || s.Seen[i] > s.High[i] {
			outside[i] = '^'
		}
	}
	fmt.Fprintf(b, "\nFrom %s on, a column is %s and the highest %s\n", timeText(s.Start), screen.Length(step), number(top))
	fmt.Fprintf(b, "  expected %s\n  seen     %s\n", string(expected), string(seen))
	if marks := strings.TrimRight(string(outside), " "); marks != "" {
		fmt.Fprintf(b, "  outside  %s\n", marks)
	}
}

// block is the height of a share. What is more than nothing is visible.
func block(share float64) rune {
	if !(share > 0) {
		return blocks[0]
	}
	n := int(min(share, 1)*float64(len(blocks)-1) + 0.5)
	return blocks[max(n, 1)]
}
