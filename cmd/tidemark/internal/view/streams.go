package view

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// maxStreamName keeps the table of streams readable.
const maxStreamName = 48

// Streams writes a table of streams.
func Streams(w io.Writer, list api.StreamList, now time.Time) error {
	screen.CleanAll(&list)
	var b strings.Builder
	t := columns(&b)
	if len(list.Streams) > 0 {
		fmt.Fprintln(t, "STREAM\tSERVICE\tENVIRONMENT\tRATE\tSTATE\tTIME TO KNOW\tBUDGET\tLAST EVENT")
	}
	for n := range list.Streams {
		s := &list.Streams[n]
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", shorten(streamName(s), maxStreamName), orDash(s.Service), orDash(s.Environment),
			perHour(s.Rate), s.State, timeToKnow(s), perYear(s.Budget), lastEvent(s, now))
	}
	_ = t.Flush()
	return write(w, "streams", &b)
}

// Stream writes all that is known of one stream.
func Stream(w io.Writer, s api.Stream, now time.Time, style screen.Style) error {
	screen.CleanAll(&s)
	var b strings.Builder
	fmt.Fprintln(&b, style.Bold(streamName(&s)))
	t := columns(&b)
	fact := func(name, format string, args ...any) { fmt.Fprintf(t, "%s\t%s\n", name, fmt.Sprintf(format, args...)) }
	fact("Service", "%s in %s", orDash(s.Service), orDash(s.Environment))
	kind := "discovered in " + s.Signal
	if s.Declared {
		kind = "declared"
	}
	fact("Stream", "%s, %s, watched by %s", kind, s.Tier, s.Component)
	fact("State", "%s", s.State+stateWords[s.State])
	fact("Rate", "%s now, %s over the long run", perHour(s.Rate), perHour(s.MeanRate))
	fact("Time to know", "%s, at %s false alarms a year", timeToKnow(&s), perYear(s.Budget))
	fact("Last event", "%s", lastEvent(&s, now))
	if s.Since != nil {
		fact("Counted", "%.0f since %s", s.Events, s.Since.Format(time.DateTime))
	}
	if s.WouldHaveAlarmed > 0 {
		fact("In shadow", "would have alarmed %d times", s.WouldHaveAlarmed)
	}
	_ = t.Flush()
	plot(&b, s.Series)
	return write(w, "stream", &b)
}

var stateWords = map[string]string{
	"unmatched": ": nothing matched it yet; compare its match with the data",
	"learning":  ": too few events are known to judge",
	"shadow":    ": too new to alarm",
	"silent":    ": fewer events came than expected, not yet enough to tell",
	"paused":    ": its senders are silent, so nothing is known",
	"stale":     ": it has been gone for so long that this is normal now",
}

// streamName is the name of a stream with the part of it.
func streamName(s *api.Stream) string {
	if s.Split == "" {
		return s.Stream
	}
	return s.Stream + " (" + s.Split + ")"
}

func orDash(s string) string { return cmp.Or(s, "-") }

// perHour is a rate for people.
func perHour(rate float64) string {
	switch {
	case rate <= 0:
		return "-"
	case rate < 0.1:
		return "<0.1/h"
	case rate < 10:
		return fmt.Sprintf("%.1f/h", rate)
	}
	return fmt.Sprintf("%.0f/h", rate)
}

// perYear is a budget for people: that of a discovered stream is a small part of the common one.
func perYear(budget float64) string {
	switch {
	case budget <= 0:
		return "-"
	case budget < 0.01:
		return "<0.01"
	}
	return fmt.Sprintf("%.4g", budget)
}

func timeToKnow(s *api.Stream) string {
	if s.SecondsToKnow <= 0 {
		return "-"
	}
	return screen.Length(time.Duration(s.SecondsToKnow * float64(time.Second)))
}

func lastEvent(s *api.Stream, now time.Time) string {
	if s.LastEvent == nil {
		return "never"
	}
	return screen.Ago(*s.LastEvent, now)
}
