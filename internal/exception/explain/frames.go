package explain

import (
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
)

// write writes one exception and the table of its frames, the outermost first, as they count.
func (x *Exception) write(b *strings.Builder, index, of int) {
	b.WriteString("\n")
	switch {
	case of > 1 && index == 0:
		b.WriteString("root cause: ")
	case of > 1 && index == of-1:
		b.WriteString("recorded: ")
	case of > 1:
		b.WriteString("then: ")
	}
	fmt.Fprintf(b, "%s\n", heading(x))
	if len(x.Frames) == 0 {
		b.WriteString("  no frames\n")
		return
	}
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "  COUNTS\tIN-APP\tRULE\tFRAME\tWHAT COUNTS, OR WHY NOT")
	for i := range x.Frames {
		f := &x.Frames[i]
		what := words(f.Why())
		if f.Counts() {
			what = line(f.Identity)
		}
		if f.Source {
			what += ", and the line: " + line(f.SourceLine)
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\n", yes(f.Counts()), yes(f.InApp), words(f.Origin.String()), f.place(), what)
	}
	_ = t.Flush() // a strings.Builder takes everything
	if x.Truncated {
		b.WriteString("  the stack was cut: there were more frames\n")
	}
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// place is "Orders.place /app/orders.py:12:3".
func (f *Frame) place() string {
	name := f.Function
	if f.Module != "" {
		name = f.Module + "." + name
	}
	place := f.File
	for _, n := range [...]int{f.Line, f.Column} {
		if n > 0 {
			place += ":" + strconv.Itoa(n)
		}
	}
	return line(strings.TrimSpace(name + " " + place))
}
