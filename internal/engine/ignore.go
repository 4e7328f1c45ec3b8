package engine

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Ignore lists what is no error in the operator's eyes, as globs: * stands for any text, ? for one
// byte; upper and lower case differ. An error that matches any of them is ignored.
type Ignore struct {
	Types, Messages, Services, SpanNames []string
}

// Matches says whether a record is to be ignored.
func (i *Ignore) Matches(rec *exception.Record) bool {
	return anyGlob(i.Types, rec.Type) || anyGlob(i.Messages, rec.Message) ||
		anyGlob(i.Services, rec.Service.Name) || anyGlob(i.SpanNames, rec.SpanName)
}

func anyGlob(globs []string, s string) bool {
	for _, g := range globs {
		if glob(g, s) {
			return true
		}
	}
	return false
}

// glob matches in time linear in the text for each star: after a mismatch only the last star takes
// one byte more.
func glob(pattern, s string) bool {
	star, mark := -1, 0
	p, i := 0, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			p++
			i++
		case star >= 0:
			mark++
			p, i = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
