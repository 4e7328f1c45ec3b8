package view

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// maxErrorRunes keeps a line of the table readable; the view of one destination has the whole error.
const maxErrorRunes = 72

// Outbox writes a table of destinations.
func Outbox(w io.Writer, o api.Outbox, now time.Time) error {
	screen.CleanAll(&o)
	var b strings.Builder
	t := columns(&b)
	fmt.Fprintln(t, "DESTINATION\tWAITING\tOLDEST\tDELIVERED\tREFUSED\tLOST\tLAST ERROR")
	for i := range o.Destinations {
		d := &o.Destinations[i]
		fmt.Fprintf(t, "%s\t%d\t%s\t%d\t%d\t%d\t%s\n", d.Name, d.Waiting, agoOrNone(d.OldestWaiting, now),
			d.Delivered, d.Refused, d.Lost, lastError(d, now))
	}
	_ = t.Flush()
	return write(w, "destinations", &b)
}

func lastError(d *api.OutboxDestination, now time.Time) string {
	switch {
	case d.LastError != "":
		return agoOrNone(d.LastErrorAt, now) + ": " + shorten(d.LastError, maxErrorRunes)
	case !d.Running:
		return "no receiver of this name is running"
	default:
		return "-"
	}
}

func agoOrNone(t *time.Time, now time.Time) string {
	if t == nil {
		return "-"
	}
	return screen.Ago(*t, now)
}

// Destination writes all that is known of one destination: how it is doing, then what it refused and why.
func Destination(w io.Writer, d api.OutboxDestination, now time.Time, style screen.Style) error {
	screen.CleanAll(&d)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", style.Bold(d.Name))
	if !d.Running {
		b.WriteString("no receiver of this name is running\n")
	}
	b.WriteByte('\n')
	t := columns(&b)
	fact := func(name, value string) { fmt.Fprintf(t, "%s\t%s\n", name, value) }
	waiting := fmt.Sprint(d.Waiting)
	if d.OldestWaiting != nil {
		waiting += ", the oldest was made " + screen.Ago(*d.OldestWaiting, now)
	}
	fact("Waiting", waiting)
	fact("Delivered", fmt.Sprintf("%d since the start, last %s", d.Delivered, agoOrNone(d.LastDelivery, now)))
	fact("Refused", fmt.Sprint(d.Refused))
	fact("Lost", fmt.Sprint(d.Lost))
	fact("Position", fmt.Sprint(d.Position))
	if d.LastError != "" {
		fact("Last error", agoOrNone(d.LastErrorAt, now)+": "+d.LastError)
	}
	_ = t.Flush()
	refusedChanges(&b, d.LatestRefused, now)
	return write(w, "destination", &b)
}

func refusedChanges(b *strings.Builder, list []api.RefusedChange, now time.Time) {
	if len(list) == 0 {
		return
	}
	b.WriteString("\n")
	t := columns(b)
	fmt.Fprintln(t, "CHANGE\tKIND\tREFUSED\tREASON\tTITLE\tERROR")
	for i := range list {
		r := &list[i]
		title := r.Title
		if title == "" {
			title = "-"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", r.ChangeID, r.Kind, screen.Ago(r.RefusedAt, now), r.Reason, shorten(title, maxTitleRunes), r.Error)
	}
	_ = t.Flush()
}
