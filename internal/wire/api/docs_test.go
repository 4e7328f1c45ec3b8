package api_test

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

const documentation = "../../../docs/api.md"

// sections says which section of the documentation describes which type.
var sections = map[string]any{
	"Issue list":          api.IssueList{},
	"Issue":               api.Issue{},
	"Issue detail":        api.IssueDetail{},
	"Release":             api.Release{},
	"Exemplar":            event.Exemplar{},
	"Exception":           event.Exception{},
	"Frame":               event.Frame{},
	"Count":               api.Count{},
	"Explanation":         api.Explanation{},
	"Explained stack":     api.ExplainedStack{},
	"Explained message":   api.ExplainedMessage{},
	"Explained exception": api.ExplainedException{},
	"Explained frame":     api.ExplainedFrame{},
	"Explained issue":     api.ExplainedIssue{},
	"Resolution":          event.Resolution{},
	"Mute":                event.Mute{},
	"Proof":               event.Proof{},
	"Finding":             event.Finding{},
	"Reference":           event.Reference{},
	"Series":              event.SeriesPlot{},
	"Latency":             event.Latency{},
	"Interval":            event.Interval{},
	"Quantile":            event.QuantileChange{},
	"Histogram":           event.Histogram{},
	"Cause":               event.Cause{},
	"Releases answer":     api.ReleaseList{},
	"Place":               api.ReleasePlace{},
	"Known release":       api.KnownRelease{},
	"History answer":      api.History{},
	"Step":                api.Step{},
	"Standing":            api.Standing{},
	"Said":                api.Said{},
	"Resolve an issue":    api.Resolve{},
	"Mute an issue":       api.Mute{},
	"Assign an issue":     api.Assign{},
	"Merge an issue":      api.Merge{},
	"Streams answer":      api.StreamList{},
	"Stream":              api.Stream{},
	"Operations answer":   api.OperationList{},
	"Operation":           api.Operation{},
	"Operation release":   api.OperationRelease{},
	"Operation quantile":  api.OperationQuantile{},
	"Comparison":          api.Comparison{},
	"Outbox":              api.Outbox{},
	"Outbox destination":  api.OutboxDestination{},
	"Refused change":      api.RefusedChange{},
	"Health report":       api.Health{},
	"Store report":        api.StoreHealth{},
	"Outbox report":       api.OutboxHealth{},
	"Destination report":  api.DestinationHealth{},
	"Problem":             api.Problem{},
}

func TestDocumentation_DescribesEveryFieldInOrder(t *testing.T) {
	documented := documentedFields(t)
	for section, value := range sections {
		t.Run(section, func(t *testing.T) {
			if got, want := documented[section], fields(reflect.TypeOf(value)); !slices.Equal(got, want) {
				t.Errorf("docs/api.md has the fields\n%q\nand the code\n%q", got, want)
			}
		})
	}
}

// fields returns the JSON names of a struct's own fields.
func fields(t reflect.Type) []string {
	var names []string
	for f := range t.Fields() {
		if !f.Anonymous {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			names = append(names, name)
		}
	}
	return names
}

var fieldRow = regexp.MustCompile("^\\| `([a-z_]+)` \\|")

// documentedFields returns the first column of the table of each section.
func documentedFields(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(documentation)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	section := ""
	for line := range strings.Lines(string(text)) {
		if heading, ok := strings.CutPrefix(line, "### "); ok {
			section = strings.TrimSpace(heading)
		} else if strings.HasPrefix(line, "## ") {
			section = ""
		} else if m := fieldRow.FindStringSubmatch(line); m != nil {
			all[section] = append(all[section], m[1])
		}
	}
	return all
}
