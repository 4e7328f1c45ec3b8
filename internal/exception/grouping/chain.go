package grouping

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/stacktrace"
	"github.com/tidemark-otel/tidemark/internal/exception/template"
)

// counting adds what counts of the exceptions of one error. Which of them do, and in which order:
//
//   - causes and contexts before what they led to, and each before the exception that was recorded;
//   - of a group the kinds of its members as a set: their order and how often each is there do not count;
//   - a wrapper that says nothing of its own, and a group whose members are all of one kind, only as long as no
//     frame counts of what they hold;
//   - suppressed exceptions never.
//
// Of a group that is not complete, which is shown in no fixed order, a kind counts that is there twice.
type counting struct {
	*parts
	rec    *exception.Record
	trace  *stacktrace.Trace
	chain  []exception.Exception
	reason Reason
	// passed are the frames that every error passes through.
	passed passed
	// silent: messages do not count.
	silent bool
	// alike holds for each member that is like one before it the index of that one, seenOnce for one that
	// does not count because its group is not complete, and noneBefore for all others. It is nil for a line of
	// causes that all count.
	alike []int
}

const (
	noneBefore = -1
	seenOnce   = -2
)

// isTree says whether a chain is more than a line of causes that all count.
func isTree(chain []exception.Exception) bool {
	for i := range chain {
		switch e := &chain[i]; {
		case e.Relation == exception.RelationMember, e.Relation == exception.RelationSuppressed, isWrapper(e.Type):
			return true
		}
	}
	return false
}

// addTree adds all exceptions of a chain that is a tree, and says whether a frame counted. Nothing of what was
// found alike before stays.
func (c *counting) addTree() (found bool) {
	c.alike = noneAlike(len(c.chain))
	return c.add(len(c.chain) - 1)
}

func noneAlike(n int) []int {
	alike := make([]int, n)
	for i := range alike {
		alike[i] = noneBefore
	}
	return alike
}

// kind is what one member adds: the parts from index from to index to.
type kind struct {
	member, from, to int
	seen             int
	found            bool
}

// add adds the exception at index i and all under it, and says whether a frame counted.
func (c *counting) add(i int) (found bool) {
	e := &c.chain[i]
	holds, group := false, false
	for j := range exception.Under(c.chain, i) {
		switch c.chain[j].Relation {
		case exception.RelationSuppressed:
			c.account.aside(c.chain, j, RoleSuppressed)
		case exception.RelationMember:
			group = true
		default:
			holds = true
			found = c.add(j) || found
		}
	}
	kinds := 0
	if group {
		var members bool
		kinds, members = c.addMembers(i)
		found = found || members
	}
	c.account.exception(i)
	pure := kinds == 1 || holds && !group && isWrapper(e.Type)
	if !pure {
		if kinds > 1 {
			c.account.role(i, RoleGroup)
		}
		c.parts.add("type ", e.Type)
		c.addMessage(i, group)
	} else {
		c.account.role(i, RoleWrapper)
		if i == len(c.chain)-1 && c.rec.Template != "" {
			c.addMessage(i, group)
		}
		if found {
			c.account.allFrames(e, VerdictWrapper)
			return true
		}
	}
	return c.addStack(i) || found
}

// addStack adds the frames of the exception at index i and the line of source of the one that raised.
func (c *counting) addStack(i int) (found bool) {
	if c.reason != ReasonInAppFrames && c.reason != ReasonAllFrames {
		return false
	}
	e, passed := &c.chain[i], c.passed.frames(i)
	found = c.addFrames(c.trace, e, c.reason, passed)
	if frame := counted(e, c.reason, passed); frame != nil && frame.SourceLine != "" && len(frame.SourceLine) <= maxSourceBytes {
		c.parts.add("source ", template.Of(frame.SourceLine))
		c.account.source(e, frame)
	}
	return found
}

func (c *counting) addMessage(i int, group bool) {
	if c.silent {
		return
	}
	e := c.chain[i]
	if group {
		e.Message = groupMessage(&e)
	}
	switch {
	case c.reason == ReasonTypeAndMessage && i == len(c.chain)-1:
		c.addIfAny(messageLabel, messageTemplate(c.rec, e.Message))
	case c.reason == ReasonTypeAndMessage:
		c.addIfAny(messageLabel, template.Of(e.Message))
	case i == len(c.chain)-1:
		c.addIfAny(messageLabel, messageBeside(c.rec, c.trace, &e))
	default:
		c.addIfAny(messageLabel, besideFrames(c.trace, &e))
	}
}

// addMembers adds the kinds of the members of a group, and says how many there are and whether a frame
// counted. What one kind adds is the same as without a group.
func (c *counting) addMembers(i int) (n int, found bool) {
	first := len(c.ends)
	var kinds []kind
	for j := range exception.Under(c.chain, i) {
		if c.chain[j].Relation == exception.RelationMember {
			k := kind{member: j, from: len(c.ends), seen: 1 + c.chain[j].Alike}
			k.found = c.add(j)
			k.to = len(c.ends)
			kinds = append(kinds, k)
		}
	}
	slices.SortStableFunc(kinds, func(a, b kind) int { return bytes.Compare(c.bytes(a), c.bytes(b)) })
	kinds = c.unite(kinds)
	if c.chain[i].Omitted > 0 {
		kinds = slices.DeleteFunc(kinds, func(k kind) bool {
			if k.seen < 2 {
				c.alike[k.member] = seenOnce
				c.account.aside(c.chain, k.member, RoleSeenOnce)
			}
			return k.seen < 2
		})
	}
	for _, k := range kinds {
		found = found || k.found
	}
	c.rewrite(first, kinds)
	return len(kinds), found
}

// unite leaves one of each kind, the first of its members.
func (c *counting) unite(kinds []kind) []kind {
	var out []kind
	for _, k := range kinds {
		if n := len(out); n > 0 && bytes.Equal(c.bytes(out[n-1]), c.bytes(k)) {
			out[n-1].seen += k.seen
			c.account.aside(c.chain, k.member, RoleAlike)
			c.alike[k.member] = out[n-1].member
			continue
		}
		out = append(out, k)
	}
	return out
}

// bytes returns what a kind added.
func (c *counting) bytes(k kind) []byte {
	if k.from == k.to {
		return nil
	}
	return c.buf[c.start(k.from):c.ends[k.to-1]]
}

// start returns where the part at an index begins.
func (c *counting) start(part int) int {
	if part == 0 {
		return 0
	}
	return c.ends[part-1]
}

// rewrite puts the parts of the kinds in place of all from index first on. Several are set apart.
func (c *counting) rewrite(first int, kinds []kind) {
	var list []string
	for _, k := range kinds {
		if len(kinds) > 1 {
			list = append(list, "member")
		}
		for part := k.from; part < k.to; part++ {
			list = append(list, string(c.buf[c.start(part)+lengthBytes:c.ends[part]]))
		}
	}
	c.drop(len(c.ends) - first)
	for _, part := range list {
		c.parts.add("", part)
	}
	if len(kinds) > 1 {
		c.parts.add("group of kinds ", strconv.Itoa(len(kinds)))
	}
}
