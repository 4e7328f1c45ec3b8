package inspect

import (
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/explain"
	"github.com/tidemark-otel/tidemark/internal/exception/grouping"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
)

// Limits of a report. What is over them is counted.
const (
	// MaxExplained is how many fingerprints are explained, each by its first error.
	MaxExplained = 10
	// MaxIssues is how many issues are listed.
	MaxIssues = 1000
	// MaxNumbers is how many errors of one issue are named by their number.
	MaxNumbers = 8
)

// Report is what a file holds.
type Report struct {
	Found   otlp.Found
	Metrics int // batches of metrics
	// Errors is how many errors there are, Handled and Stamped how many of them the application dealt
	// with and carry the issue id of a tracker.
	Errors, Handled, Stamped int
	Explained                []Explained
	// Fingerprints is how many different ones there are.
	Fingerprints int
	// Issues are what the errors would be, in the order of their first error; Unlisted counts the
	// errors of those over MaxIssues.
	Issues   []Issue
	Unlisted int
}

// Explained is the error with this number, from 1 in the order of the file.
type Explained struct {
	Number int
	explain.Explanation
}

// Issue is what one or more errors of the file would be.
type Issue struct {
	ID issue.ID
	issue.Identity
	Title   string
	Errors  int
	Numbers []int
}

// File reports on a file with the default options of an error_group, but for its rules. Errors that a tracker has
// counted already are explained all the same, and counted as Stamped.
func File(f *otlp.File, rules explain.RuleSet) Report {
	c := collector{
		report: Report{Metrics: f.Metrics}, cache: grouping.NewCache(grouping.CacheSettings{}),
		rules: rules, seen: map[string]struct{}{}, at: map[issue.Identity]int{},
	}
	options := otlp.NewDefaultOptions()
	options.TrustIssueID = false
	c.report.Found = f.Find(options, c.judge)
	c.report.Fingerprints = len(c.seen)
	return c.report
}

type collector struct {
	report Report
	cache  *grouping.Cache
	rules  explain.RuleSet
	seen   map[string]struct{}    // fingerprints; a file is bounded, and so are they
	at     map[issue.Identity]int // index in report.Issues
}

// judge notes an error and leaves the data as it is.
func (c *collector) judge(rec *exception.Record, attributes *otlp.Attributes) (otlp.Stamp, bool) {
	r := &c.report
	r.Errors++
	if rec.Handled {
		r.Handled++
	}
	stamped := attributes.Stamped()
	if stamped.IssueID != "" {
		r.Stamped++
	}
	d := c.cache.DecideBy(c.rules.Rules, rec)
	if _, seen := c.seen[d.Fingerprint]; !seen {
		c.seen[d.Fingerprint] = struct{}{}
		if len(r.Explained) < MaxExplained {
			e := c.rules.Record(rec)
			e.Stamped, e.StampedIssue = stamped.Fingerprint, stamped.IssueID
			r.Explained = append(r.Explained, Explained{r.Errors, e})
		}
	}
	c.count(issue.NewErrorIdentity(&rec.Service, d.Fingerprint), d.Title)
	return otlp.Stamp{}, false
}

func (c *collector) count(identity issue.Identity, title string) {
	r := &c.report
	at, known := c.at[identity]
	switch {
	case known:
	case len(r.Issues) == MaxIssues:
		r.Unlisted++
		return
	default:
		at = len(r.Issues)
		c.at[identity] = at
		r.Issues = append(r.Issues, Issue{ID: identity.ID(), Identity: identity, Title: title})
	}
	i := &r.Issues[at]
	i.Errors++
	if len(i.Numbers) < MaxNumbers {
		i.Numbers = append(i.Numbers, r.Errors)
	}
}
