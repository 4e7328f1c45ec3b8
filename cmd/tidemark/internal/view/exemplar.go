package view

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

const (
	// maxFrames is how many frames of one exception are shown, the innermost.
	maxFrames = 30
	// maxPathElements is how much of a file's path is shown; the JSON has all of it.
	maxPathElements = 3
)

// exemplar writes the latest occurrence: the exception that was recorded, then what stands under it, the
// innermost frame first. ">" marks frames of the application. Of a module that is a path the last
// element is shown, as Go writes it: "github.com/acme/shop/payment" and "Pay" are "payment.Pay".
func exemplar(b *strings.Builder, e *event.Exemplar, style screen.Style) {
	fmt.Fprintf(b, "\nLatest kept occurrence  %s", timeText(e.Time))
	if e.Release != "" {
		fmt.Fprintf(b, " in %s", e.Release)
	}
	fmt.Fprintf(b, ", %s\n", words(e.Source))
	for _, line := range [][2]string{{"trace", e.TraceID}, {"span", strings.TrimSpace(e.SpanID + " " + e.SpanName)}, {"scope", e.Scope}} {
		if line[1] != "" {
			fmt.Fprintf(b, "  %-6s %s\n", line[0], line[1])
		}
	}
	for n, x := range slices.Backward(e.Exceptions) {
		b.WriteString("\n")
		if n < len(e.Exceptions)-1 {
			b.WriteString(strings.Repeat("  ", max(x.Depth-1, 0)) + relation(x) + " ")
		}
		fmt.Fprintf(b, "%s\n", style.Bold(heading(x)))
		frames(b, x, style)
	}
	if e.RawStack != "" {
		fmt.Fprintf(b, "\n%s\n", e.RawStack)
	}
	attributes(b, e)
}

// relation says what an exception is to the one that it stands under, which is shown above it.
func relation(x event.Exception) string {
	switch x.Relation {
	case "context":
		return "while handling"
	case "suppressed":
		return "suppressed"
	case "member":
		return fmt.Sprintf("member %d", x.Member)
	}
	return "caused by"
}

func heading(x event.Exception) string {
	switch {
	case x.Type == "":
		return x.Message
	case x.Message == "":
		return x.Type
	default:
		return x.Type + ": " + x.Message
	}
}

func frames(b *strings.Builder, x event.Exception, style screen.Style) {
	shown := 0
	for _, f := range slices.Backward(x.Frames) {
		if shown == maxFrames {
			fmt.Fprintf(b, "    … %d more frames\n", len(x.Frames)-shown)
			return
		}
		shown++
		if f.InApp {
			fmt.Fprintf(b, "  > %s\n", frame(f))
		} else {
			fmt.Fprintf(b, "%s\n", style.Dim("    "+frame(f)))
		}
	}
	if x.Truncated {
		b.WriteString("    … more frames were not kept\n")
	}
}

func frame(f event.Frame) string {
	name := f.Function
	if f.Module != "" {
		name = strings.TrimSuffix(path.Base(f.Module)+"."+name, ".")
	}
	place := lastElements(f.File, maxPathElements)
	if f.Line > 0 {
		place += ":" + strconv.Itoa(f.Line)
	}
	switch {
	case name == "":
		return place
	case place == "":
		return name
	default:
		return name + "  " + place
	}
}

// lastElements keeps the end of a path: what tells files of one application apart.
func lastElements(file string, n int) string {
	start := len(file)
	for range n {
		if start = strings.LastIndexByte(file[:start], '/'); start <= 0 {
			return file
		}
	}
	return "…" + file[start:]
}

func attributes(b *strings.Builder, e *event.Exemplar) {
	if len(e.Attributes) == 0 {
		return
	}
	b.WriteString("\nAttributes\n")
	for _, key := range slices.Sorted(maps.Keys(e.Attributes)) {
		fmt.Fprintf(b, "  %s = %s\n", key, e.Attributes[key])
	}
	if e.DroppedAttributes > 0 {
		fmt.Fprintf(b, "  … %d more were not kept\n", e.DroppedAttributes)
	}
}
