package framerule

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Set is a list of rules that stand in code.
type Set []pattern

// SetOf returns the rules of a text, with white space between them.
func SetOf(rules string) Set {
	var s Set
	for rule := range strings.FieldsSeq(rules) {
		s = append(s, newPattern(rule))
	}
	return s
}

// Fits says whether one of the rules fits a frame.
func (s Set) Fits(f *exception.Frame) bool {
	if len(s) == 0 {
		return false
	}
	var subject subject
	subject.of(f)
	for i := range s {
		if s[i].matches(&subject) {
			return true
		}
	}
	return false
}
