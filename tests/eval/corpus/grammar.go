package main

import (
	"fmt"
	"strings"
)

// grammar holds the snippets that programs are made of. A section begins with a line
//
//	== kind name flags
//
// and ends before the next. In snippets these stand for:
//
//	@F  the name of the function, the method or the class of this step, in the style of the runtime
//	@N  the function to call next, with the order as its argument
//	@C  the name of a closure
//	@G  the name of a further function or class of this step
//	@P  the name of the program
//	@E  the name of the program's own error
//	@W  the name of the program's own wrapping error
//	@M  the message, an expression in which the order stands
//	@O  the message of another cause at the same place
//	@L  a line that is nothing, or comments
//	@X  a line that is nothing, or a further closure
//	@A @B  the functions that fail at place a and b
//	@K  the function that fails for another reason
//
// A section of the kind group calls the members that the harness names by the letters A, B and K, and fails
// with all their errors. Its flag is a memberRule.
type grammar struct {
	steps, wraps, ends, groups []snippet
	parts                      map[string]string
}

type snippet struct {
	name, text string
	// fixed: the runtime makes the message.
	fixed bool
	// rule is that of a group.
	rule memberRule
}

func parseGrammar(text string) (*grammar, error) {
	g := &grammar{parts: map[string]string{}}
	for _, section := range strings.Split("\n"+text, "\n== ")[1:] {
		head, body, _ := strings.Cut(section, "\n")
		words := strings.Fields(head)
		s := snippet{name: strings.Join(words[1:], " "), text: strings.Trim(body, "\n") + "\n"}
		if len(words) > 2 && words[2] == "fixed" {
			s.name, s.fixed = words[1], true
		}
		switch words[0] {
		case "step":
			g.steps = append(g.steps, s)
		case "wrap":
			g.wraps = append(g.wraps, s)
		case "end":
			g.ends = append(g.ends, s)
		case "group":
			if len(words) > 2 {
				s.name, s.rule = words[1], memberRule(words[2])
			}
			g.groups = append(g.groups, s)
		case "part":
			g.parts[s.name] = s.text
		default:
			return nil, fmt.Errorf("a section of an unknown kind: %q", head)
		}
	}
	if len(g.steps) < 8 || len(g.ends) < 4 {
		return nil, fmt.Errorf("%d steps and %d ends are too few", len(g.steps), len(g.ends))
	}
	return g, nil
}
