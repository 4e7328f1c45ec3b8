package inspect

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
)

// maxTitleRunes keeps a line of the table readable.
const maxTitleRunes = 72

// WriteText writes the report for people: each fingerprint explained, what the file holds, and which
// of its errors would be one issue.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	for _, e := range r.Explained {
		fmt.Fprintf(&b, "Error %d of %d\n\n%s\n", e.Number, r.Errors, screen.CleanLines(e.Text()))
	}
	if more := r.Fingerprints - len(r.Explained); more > 0 {
		fmt.Fprintf(&b, "%d more fingerprints are not explained, only the first %d are.\n\n", more, MaxExplained)
	}
	r.contents(&b)
	r.issues(&b)
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

func (r *Report) contents(b *strings.Builder) {
	b.WriteString("What the file holds\n")
	fact := func(n int, what string) {
		if n > 0 {
			fmt.Fprintf(b, "%8d  %s\n", n, what)
		}
	}
	fmt.Fprintf(b, "%8d  spans and log records\n", r.Found.Items)
	fact(r.Metrics, "batches of metrics, which hold no errors")
	fmt.Fprintf(b, "%8d  errors\n", r.Errors)
	fact(r.Handled, "of them handled: the application dealt with them, they count as warnings")
	fact(r.Stamped, "of them with the issue id of a tracker: another error_group passes them on uncounted (trust_issue_id)")
	fact(r.Found.NoError, "no error: a log below ERROR or without severity, or a span that is not in Error, without an exception")
	fact(r.Found.BelowLevel, "no error: an exception on a log below WARN (min_severity)")
	fact(r.Found.Inner, "no error: a span in Error without an exception, inside of a service (status_errors)")
	fact(r.Found.Own, "left alone: Tidemark's own telemetry")
	b.WriteString("An error_group counts once what was recorded twice, and may have ignore rules: neither is done here.\n")
}

func (r *Report) issues(b *strings.Builder) {
	if len(r.Issues) == 0 {
		return
	}
	b.WriteString("\nAs issues\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ISSUE\tERRORS\tWHICH\tFINGERPRINT\tSERVICE\tENVIRONMENT\tTITLE")
	for i := range r.Issues {
		x := &r.Issues[i]
		service := x.Service
		if x.ServiceNamespace != "" {
			service = x.ServiceNamespace + "/" + service
		}
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\t%s\n", x.ID, x.Errors, x.which(), x.Fingerprint,
			screen.Clean(service), screen.Clean(x.Environment), shorten(screen.Clean(x.Title)))
	}
	_ = t.Flush() // a strings.Builder takes everything
	if r.Unlisted > 0 {
		fmt.Fprintf(b, "%d more errors are of issues that are not listed, only the first %d are.\n", r.Unlisted, MaxIssues)
	}
}

// which names the errors: "1,4,5…".
func (i *Issue) which() string {
	var list []string
	for _, n := range i.Numbers {
		list = append(list, strconv.Itoa(n))
	}
	text := strings.Join(list, ",")
	if i.Errors > len(i.Numbers) {
		text += "…"
	}
	return text
}

func shorten(title string) string {
	if runes := []rune(title); len(runes) > maxTitleRunes {
		return string(runes[:maxTitleRunes-1]) + "…"
	}
	return title
}
