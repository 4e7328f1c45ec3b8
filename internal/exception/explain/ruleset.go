package explain

import "github.com/tidemark-otel/tidemark/internal/exception/framerule"

// RuleSet is the rules about frames of one error group. The zero value has none.
type RuleSet struct {
	// Name is the id of the error group.
	Name  string
	Rules *framerule.Rules
}

// name is that of rules that there are.
func (s RuleSet) name() string {
	if s.Rules == nil {
		return ""
	}
	return s.Name
}
