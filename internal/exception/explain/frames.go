package explain

import (
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/grouping"
)

// write writes one exception and the table of its frames, the outermost first, as they count.
func (x *Exception) write(b *strings.Builder, index, of int) {
	b.WriteString("\n")
	if of > 1 {
		b.WriteString(x.place(index, of) + ": ")
	}
	fmt.Fprintf(b, "%s\n", heading(x))
	if sentence, ok := roleSentences[x.Role]; ok {
		fmt.Fprintf(b, "  %s\n", sentence)
	}
	if x.Alike > 0 {
		fmt.Fprintf(b, "  %d further members of its group that say the same were left out\n", x.Alike)
	}
	if x.Omitted > 0 {
		fmt.Fprintf(b, "  at least %d exceptions beside or under it were left out\n", x.Omitted)
	}
	if len(x.Frames) == 0 {
		b.WriteString("  no frames\n")
		return
	}
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "  COUNTS\tIN-APP\tRULE\tFRAME\tWHAT COUNTS, OR WHY NOT")
	for i := range x.Frames {
		f := &x.Frames[i]
		what := words(f.Why())
		if f.Why() != "" && f.Why() == f.LeftOutRule {
			what = "left out: matches " + f.LeftOutRule
		}
		rule := f.InAppRule
		if rule == "" {
			rule = words(f.Origin.String())
		}
		if f.Counts() {
			what = line(f.Identity)
		}
		if f.Source {
			what += ", and the line: " + line(f.SourceLine)
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\n", yes(f.Counts()), yes(f.InApp), rule, f.place(), what)
	}
	_ = t.Flush() // a strings.Builder takes everything
	if x.Truncated {
		b.WriteString("  the stack was cut: there were more frames\n")
	}
}

// place says how an exception belongs to the others of its chain.
func (x *Exception) place(index, of int) string {
	switch {
	case index == of-1:
		return "recorded"
	case x.Relation == exception.RelationMember:
		return fmt.Sprintf("member %d, depth %d", x.Member+1, x.Depth)
	case x.Relation == exception.RelationSuppressed:
		return fmt.Sprintf("suppressed, depth %d", x.Depth)
	case index == 0:
		return "root cause"
	}
	return "then"
}

// roleSentences say what an exception counts for, when it is not simply that it counts.
var roleSentences = map[grouping.Role]string{
	grouping.RoleGroup:      "a group of several kinds of members: they count as a set, whatever their order and number",
	grouping.RoleWrapper:    "it wraps what decides and says nothing of its own: type and message do not count",
	grouping.RoleSuppressed: "it was suppressed by what was on its way, and does not count",
	grouping.RoleAlike:      "another member of its group says the same: it does not count again",
	grouping.RoleSeenOnce:   "its group is not complete, and of such a group counts what is there twice",
}

// decided says which exception tells what happened and what else counts, "" for one that stands alone.
func (e *Explanation) decided() string {
	if len(e.Exceptions) < 2 {
		return ""
	}
	wrappers, others := 0, 0
	for i := range e.Exceptions {
		switch role := e.Exceptions[i].Role; {
		case role == grouping.RoleWrapper:
			wrappers++
		case i != e.Decider && (role == grouping.RoleCounted || role == grouping.RoleGroup):
			others++
		}
	}
	text := heading(&e.Exceptions[e.Decider])
	switch {
	case wrappers > 0:
		text += fmt.Sprintf(", below %d that only wrap it", wrappers)
	case e.Exceptions[e.Decider].Role == grouping.RoleGroup:
		text += ", a group with the kinds of its members"
	default:
		text += ", which was recorded"
	}
	if others == len(e.Exceptions)-1 {
		return text + "; all others count as well"
	}
	return text + fmt.Sprintf("; %d of the %d others count as well", others, len(e.Exceptions)-1)
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
