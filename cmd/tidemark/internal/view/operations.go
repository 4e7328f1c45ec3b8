package view

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// Operations writes a table of operations.
func Operations(w io.Writer, list api.OperationList) error {
	screen.CleanAll(&list)
	var b strings.Builder
	t := columns(&b)
	if len(list.Operations) > 0 {
		fmt.Fprintln(t, "OPERATION\tSERVICE\tENVIRONMENT\tRELEASES\tMEDIAN\tP95\tSTATE\tEFFECT\tNEEDS")
	}
	for n := range list.Operations {
		o := &list.Operations[n]
		compared := newestCompared(o)
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", shorten(nameOf(o), maxStreamName), orDash(o.Service), orDash(o.Environment),
			releaseNames(o, compared), quantileOf(o, 0.5), quantileOf(o, 0.95), o.State, effectOf(compared), needOf(compared))
	}
	_ = t.Flush()
	return write(w, "operations", &b)
}

// Operation writes all that is known of one operation.
func Operation(w io.Writer, o api.Operation, now time.Time, style screen.Style) error {
	screen.CleanAll(&o)
	var b strings.Builder
	fmt.Fprintln(&b, style.Bold(nameOf(&o)))
	t := columns(&b)
	fmt.Fprintf(t, "Service\t%s in %s, watched by %s\n", orDash(o.Service), orDash(o.Environment), o.Component)
	fmt.Fprintf(t, "State\t%s\n", o.State)
	if o.Since != nil && o.Last != nil {
		fmt.Fprintf(t, "Spans\t%.0f since %s, the last %s\n", o.Spans, o.Since.Format(time.DateTime), screen.Ago(*o.Last, now))
	}
	for n := range o.Releases {
		r := &o.Releases[n]
		text := fmt.Sprintf("%d spans", r.Spans)
		if r.Old {
			text += ", others are compared with it"
		}
		fmt.Fprintf(t, "%s\t%s\n", orDash(r.Release), text)
		for _, q := range r.Quantiles {
			fmt.Fprintf(t, "\t%s is %s\n", issue.QuantileName(q.Quantile), durationWithin(q.Duration))
		}
		if c := r.Comparison; c != nil {
			fmt.Fprintf(t, "\tcompared: %s; the evidence is %.1f, %.1f are needed\n", orDash(effectOf(r)), c.Evidence, c.Threshold)
			fmt.Fprintf(t, "\tspans that a verdict needs if it is slower by a tenth: %s\n", needOf(r))
		}
	}
	_ = t.Flush()
	return write(w, "operation", &b)
}

func nameOf(o *api.Operation) string {
	if o.Failed {
		return o.Operation + " (failed)"
	}
	return o.Operation
}

// newestCompared is the last release that is compared, nil when none is.
func newestCompared(o *api.Operation) (newest *api.OperationRelease) {
	for n := range o.Releases {
		if o.Releases[n].Comparison != nil {
			newest = &o.Releases[n]
		}
	}
	return newest
}

// oldest is the release that others are compared with, or the first.
func oldest(o *api.Operation) *api.OperationRelease {
	for n := range o.Releases {
		if o.Releases[n].Old {
			return &o.Releases[n]
		}
	}
	if len(o.Releases) > 0 {
		return &o.Releases[0]
	}
	return nil
}

// releaseNames are those that are compared: "4.1.9, 4.2.0".
func releaseNames(o *api.Operation, compared *api.OperationRelease) string {
	old := oldest(o)
	switch {
	case old == nil:
		return "-"
	case compared == nil:
		return orDash(old.Release)
	}
	return orDash(old.Release) + ", " + orDash(compared.Release)
}

func quantileOf(o *api.Operation, share float64) string {
	if old := oldest(o); old != nil {
		for _, q := range old.Quantiles {
			if q.Quantile == share {
				return milliseconds(q.Duration.Value)
			}
		}
	}
	return "-"
}

func effectOf(r *api.OperationRelease) string {
	if r == nil {
		return "-"
	}
	e := r.Comparison.Effect
	return orDash(issue.Effect{Ratio: e.Value, Low: e.Low, High: e.High}.String())
}

// needOf is "about 700 (300 to 2000)".
func needOf(r *api.OperationRelease) string {
	if r == nil || r.Comparison.Need == nil {
		return "-"
	}
	n := r.Comparison.Need
	if n.High <= 0 {
		return "about " + number(n.Value)
	}
	return fmt.Sprintf("about %s (%s to %s)", number(n.Value), number(n.Low), number(n.High))
}
