package stacktrace

import (
	"slices"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// maxDotnetGroups is how deep groups are read inside groups: each level is read once more.
const maxDotnetGroups = 4

// inMember reads a line of the members of an AggregateException, which stand behind its frames, each as a
// text of its own that may hold members again:
//
//	---> (Inner Exception #1) System.TimeoutException: late
//	  at Acme.Stock.Take() in /src/Stock.cs:line 7<---
func (p *dotnetParser) inMember(trimmed string, indent int) {
	if strings.HasPrefix(trimmed, dotnetMember) {
		if p.member++; p.member == 1 {
			from := p.lines.at + indent + len(dotnetMember)
			if _, text, ok := strings.Cut(trimmed[len(dotnetMember):], ") "); ok {
				from = p.lines.at + indent + len(trimmed) - len(text)
			}
			p.members = append(p.members, dotnetHeader{from: from})
		}
	}
	p.member -= min(p.member, strings.Count(trimmed, "<---"))
	last := &p.members[len(p.members)-1]
	last.to = max(p.lines.at+indent+len(strings.TrimSuffix(strings.TrimRight(trimmed, " \t"), "<---")), last.from)
}

// addMembers puts the members of the exception that is about to be closed into the chain, the last one
// first, before the one that its own text told as its inner exception.
func (p *dotnetParser) addMembers() {
	members := p.members
	p.members = nil
	if len(members) == 0 || p.nested == maxDotnetGroups {
		return
	}
	depth := len(p.outer) + 1
	at := len(p.links.chain)
	told := false
	if at > 0 && p.links.chain[at-1].Depth == depth {
		p.links.chain[at-1].Relation = exception.RelationMember
		told = true
		for at--; at > 0 && p.links.chain[at-1].Depth > depth; at-- {
		}
	}
	for i, m := range members {
		chain := parseDotnetGroup(p.lines.text[m.from:m.to], p.nested+1)
		if len(chain) == 0 {
			continue
		}
		if told && strings.HasSuffix(p.lines.text[:m.from], "#0) ") {
			continue // .NET Framework prints it twice
		}
		if len(p.links.chain)+len(chain) > maxGroupExceptions {
			if n := len(p.links.chain); n > 0 {
				p.links.chain[n-1].Omitted += len(members) - i
			}
			return
		}
		tree := slices.ContainsFunc(chain, func(e exception.Exception) bool { return e.Depth > 0 })
		for j := range chain {
			if !tree {
				chain[j].Depth = len(chain) - 1 - j
			}
			chain[j].Depth += depth
		}
		chain[len(chain)-1].Relation = exception.RelationMember
		p.links.chain = slices.Insert(p.links.chain, at, chain...)
	}
}
