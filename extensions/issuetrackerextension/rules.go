package issuetrackerextension

import (
	"cmp"
	"slices"

	"github.com/tidemark-otel/tidemark/internal/exception/explain"
)

// ruleSets returns the rules about frames of the error groups that report here, by their ids.
func (t *Tracker) ruleSets() []explain.RuleSet {
	t.mu.Lock()
	defer t.mu.Unlock()
	sets := make([]explain.RuleSet, 0, len(t.errors))
	for id, shared := range t.errors {
		sets = append(sets, explain.RuleSet{Name: id.String(), Rules: shared.part.Rules()})
	}
	slices.SortFunc(sets, func(a, b explain.RuleSet) int { return cmp.Compare(a.Name, b.Name) })
	return sets
}
