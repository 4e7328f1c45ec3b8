package message

import (
	"fmt"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// maxChildren is how many of the streams that stopped together a message names.
const maxChildren = 5

// findingFacts returns the figures of what a detector found. The summary is left out when it says why there is a message.
func findingFacts(doc *event.Document) []Fact {
	f := doc.Finding
	summary := f.Summary
	if summary == doc.Change.Comment {
		summary = ""
	}
	list := []Fact{{"Figures", summary}, {"Suspect", suspect(f)}}
	if r := f.Reference; r != nil {
		list = append(list, Fact{"Meanwhile", fmt.Sprintf("%.0f of about %.0f %s", r.Seen, r.Expected, r.Stream)})
	}
	children := strings.Join(f.Children[:min(len(f.Children), maxChildren)], ", ")
	if more := len(f.Children) - maxChildren; more > 0 {
		children += fmt.Sprintf(" and %d more", more)
	}
	return append(list, Fact{"Renamed to", f.RenamedTo}, Fact{"With it", children})
}

// suspect names the release that did it: "2.1.0, 40 to 1".
func suspect(f *event.Finding) string {
	if f.Release == "" || f.Odds <= 0 {
		return f.Release
	}
	return fmt.Sprintf("%s, %.0f to 1", Cut(f.Release, maxValue/2), f.Odds)
}
