package main

import (
	"slices"
	"strings"
)

// style says how a language writes names and messages.
type style struct {
	// function and class write the words of a name.
	function, class func(words []string) string
	// message writes an expression for a text in which {} stands for the order.
	message func(text string) string
	// comment begins a line that is one.
	comment string
	// printsClosures says that traces hold the names of closures: a program that names one anew is another.
	printsClosures bool
}

func snake(words []string) string { return strings.Join(words, "_") }

func pascal(words []string) string {
	var b strings.Builder
	for _, word := range words {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

func camel(words []string) string {
	name := pascal(words)
	return strings.ToLower(name[:1]) + name[1:]
}

// render writes the functions of a program, called from the function it returns the name of.
func render(g *grammar, s *style, p *program, m *mutation) (blocks []string, entry string) {
	names := p.words
	next := func() []string { w := names[0]; names = names[1:]; return w }
	fail, elsewhere, other, choose := next(), next(), next(), next()
	shared := []string{
		"@A", s.function(fail), "@B", s.function(elsewhere), "@K", s.function(other), "@P", s.class(p.name),
		"@E", pascal([]string{p.name[0], "error"}), "@W", pascal([]string{p.name[1], "failure"}),
	}
	write := func(text string, pairs ...string) string {
		text = fill(text, "@L", lines(m.moved, "\n"+strings.Repeat(s.comment+" checked by the shop\n", 3)))
		text = fill(text, "@X", lines(m.closures, g.parts["closure"]))
		return strings.NewReplacer(append(pairs, shared...)...).Replace(text)
	}
	end := func(at int, name []string, message, otherMessage string) string {
		return write(g.ends[at].text, "@F", s.function(name), "@M", s.message(message), "@O", s.message(otherMessage), "@G", s.class(name))
	}
	otherEnd := p.end
	if p.wrap >= 0 || p.group >= 0 {
		otherEnd = p.other
	}
	reason, otherReason := p.message, p.otherMessage
	if p.group >= 0 {
		reason, otherReason = p.memberMessages[0], p.memberMessages[1]
	}
	blocks = append(blocks,
		end(p.end, fail, p.message, p.otherMessage),
		end(p.end, elsewhere, p.message, p.otherMessage),
		end(otherEnd, other, reason, otherReason))

	first := g.parts["choose"]
	if p.group >= 0 {
		first = g.groups[p.group].text
	} else if p.wrap < 0 {
		first = g.parts["choose same"]
	}
	blocks = append(blocks, write(first, "@F", s.function(choose), "@M", s.message("cannot "+strings.Join(choose, " ")+" of {}")))
	entry = s.function(choose)
	closure := "again"
	if m.closures && !s.printsClosures {
		closure = "repeated"
	}
	step := func(text string) {
		name, inner := next(), next()
		blocks = append(blocks, write(text, "@F", s.function(name), "@G", s.class(inner), "@N", entry, "@C", s.function([]string{closure, inner[1]}),
			"@M", s.message("cannot "+strings.Join(name, " ")+" of {}")))
		entry = s.function(name)
	}
	for i := len(p.steps) - 1; i >= 0; i-- {
		if i == p.wrap {
			step(g.wraps[p.wrapKind].text)
		}
		step(g.steps[p.steps[i]].text)
	}
	if m.reordered {
		slices.Reverse(blocks)
	}
	if m.moved {
		blocks = slices.Insert(blocks, 0, strings.Repeat(s.comment+" part of the shop\n", 5))
	}
	return blocks, entry
}

func lines(wanted bool, text string) string {
	if wanted {
		return text
	}
	return ""
}

// fill replaces a line that holds only a mark by lines with its indentation.
func fill(text, mark, with string) string {
	var b strings.Builder
	for _, line := range strings.SplitAfter(text, "\n") {
		rest := strings.TrimLeft(line, " \t")
		if strings.TrimSpace(rest) != mark {
			b.WriteString(line)
			continue
		}
		for _, filled := range strings.SplitAfter(strings.Trim(with, "\n"), "\n") {
			if filled != "" {
				b.WriteString(line[:len(line)-len(rest)] + strings.TrimSuffix(filled, "\n") + "\n")
			}
		}
	}
	return b.String()
}
