package view

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// Detail writes all that a person wants to know about one issue: first what it is and why it is in
// its state, then how much, then where, last how the error looked.
func Detail(w io.Writer, d api.IssueDetail, now time.Time, style screen.Style) error {
	stack := ""
	if len(d.Exemplars) > 0 {
		stack = screen.CleanLines(d.Exemplars[0].RawStack) // the one text that has lines of its own
	}
	screen.CleanAll(&d)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", style.Bold(d.Title))
	fmt.Fprintf(&b, "%s for %s: %s\n\n", d.State, screen.Length(max(now.Sub(d.StateSince), 0)), why(&d))
	facts(&b, &d, now)
	finding(&b, d.Finding)
	releases(&b, d.Releases, now)
	if len(d.Exemplars) > 0 {
		d.Exemplars[0].RawStack = stack
		exemplar(&b, &d.Exemplars[0], style)
	}
	return write(w, "issue", &b)
}

// words makes a name of the API readable: "first_occurrence" → "first occurrence".
func words(name string) string { return strings.ReplaceAll(name, "_", " ") }

// reason makes a reason readable: "mute_count" → "the mute ended by count".
func reason(name string) string {
	if condition, ok := strings.CutPrefix(name, "mute_"); ok {
		return "the mute ended by " + words(condition)
	}
	return words(name)
}

// why says why the issue is in its state: the proof of a return, else the reason with who did it and what they said.
func why(d *api.IssueDetail) string {
	if d.State == "regressed" && d.Proof != nil && d.Proof.Words != "" {
		return d.Proof.Words
	}
	text := reason(d.StateReason)
	if d.StateActor != "" && d.StateReason == "by_person" {
		text = "by " + d.StateActor
	}
	if d.StateComment != "" {
		text += ": " + d.StateComment
	}
	return text
}

func facts(b *strings.Builder, d *api.IssueDetail, now time.Time) {
	t := columns(b)
	fact := func(name, value string) { fmt.Fprintf(t, "%s\t%s\n", name, value) }
	level := d.Level
	if d.Handled {
		level += ", handled"
	}
	service := d.Service
	if d.ServiceNamespace != "" {
		service = d.ServiceNamespace + "/" + service
	}
	fact("ID", d.ID)
	fact("Kind", words(d.Kind))
	fact("Level", level)
	life(fact, d)
	fact("Service", service+" in "+d.Environment)
	if d.Culprit != "" {
		fact("Where", d.Culprit)
	}
	if d.Finding != nil {
		findingFacts(fact, d.Finding, now)
	} else {
		fact("Count", countSentence(d.Count, d.Observed))
		fact("Users", usersSentence(d.Users))
	}
	fact("First seen", seen(d.FirstSeen, d.FirstRelease, now))
	fact("Last seen", seen(d.LastSeen, d.LastRelease, now))
	if d.FirstBadRelease != "" {
		fact("First bad", d.FirstBadRelease)
		fact("Last good", release(d.LastGoodRelease))
	}
	fact("Grouped by", words(d.GroupReason)+" ("+d.Fingerprint+")")
	_ = t.Flush()
}

// life is what people and time decided.
func life(fact func(name, value string), d *api.IssueDetail) {
	if d.Resolution != nil {
		fact("Fix", d.Resolution.Words())
	}
	if d.Mute != nil {
		fact("Muted until", d.Mute.Words())
		fact("Since muted", strconv.FormatInt(d.Mute.Meanwhile, 10))
	}
	if d.State != "regressed" && d.Proof != nil && d.Proof.Words != "" {
		fact("Came back", d.Proof.Words)
	}
	if d.Assignee != "" {
		fact("Assigned to", d.Assignee)
	}
	for i := range d.Merged {
		fact("Merged", d.Merged[i].ID+"  "+shorten(d.Merged[i].Title, maxTitleRunes))
	}
}

func countSentence(estimate, observed int64) string {
	if estimate == observed {
		return strconv.FormatInt(observed, 10)
	}
	return fmt.Sprintf("~%d, estimated from the %d that were sampled", estimate, observed)
}

func usersSentence(n *int64) string {
	if n == nil {
		return "unknown, no user id was sent"
	}
	return strconv.FormatInt(*n, 10)
}

func seen(t time.Time, in string, now time.Time) string {
	text := timeText(t) + " (" + screen.Ago(t, now) + ")"
	if in != "" {
		text += " in " + in
	}
	return text
}

func timeText(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

func releases(b *strings.Builder, list []api.Release, now time.Time) {
	if len(list) == 0 {
		return
	}
	b.WriteString("\n")
	t := columns(b)
	fmt.Fprintln(t, "RELEASE\tCOUNT\tFIRST SEEN\tLAST SEEN")
	for _, r := range list {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", release(r.Release), count(r.Count, r.Observed), screen.Ago(r.FirstSeen, now), screen.Ago(r.LastSeen, now))
	}
	_ = t.Flush()
}
