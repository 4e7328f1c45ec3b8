package grouping

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/stacktrace"
)

// parts collects what counts, each part behind its length, so that no two lists of parts have the
// same bytes.
type parts struct {
	buf []byte
	// ends holds for each part where it ends in buf; it begins lengthBytes behind the end before.
	ends []int
	// account is nil unless somebody asked for one.
	account *Account
}

// lengthBytes is the size of the length before each part: a big-endian uint32.
const lengthBytes = 4

// messageLabel begins each part that is a message; no other part begins with it.
const messageLabel = "message "

func (p *parts) reset() { p.buf, p.ends = p.buf[:0], p.ends[:0] }

// add adds a part; label tells people what it is.
func (p *parts) add(label, text string) {
	p.begin(label)
	p.buf = append(p.buf, text...)
	p.end()
}

// addIfAny adds a part unless it is empty. The labels keep apart what is left.
func (p *parts) addIfAny(label, text string) {
	if text != "" {
		p.add(label, text)
	}
}

func (p *parts) begin(label string) {
	if p.buf == nil {
		p.buf = make([]byte, 0, 1024)
		p.ends = make([]int, 0, 32)
	}
	p.buf = append(append(p.buf, 0, 0, 0, 0), label...)
}

func (p *parts) end() {
	start := p.lastEnd()
	binary.BigEndian.PutUint32(p.buf[start:], uint32(len(p.buf)-start-lengthBytes))
	p.ends = append(p.ends, len(p.buf))
}

// lastEnd is where the part being added begins.
func (p *parts) lastEnd() int {
	if len(p.ends) == 0 {
		return 0
	}
	return p.ends[len(p.ends)-1]
}

// drop takes the last n parts away.
func (p *parts) drop(n int) {
	p.ends = p.ends[:len(p.ends)-n]
	p.buf = p.buf[:p.lastEnd()]
}

// addFrames adds the frames of one exception that count, and says whether there were any.
//
// Recursion counts once: when the last n frames equal the n frames before them they are dropped.
// Of a stack whose middle was cut, where a recursion may begin and end anywhere, each frame counts
// once.
func (p *parts) addFrames(trace *stacktrace.Trace, e *exception.Exception, reason Reason, passed frameSet) bool {
	var ids [stacktrace.MaxFrames]uint64
	n := 0
	for i := range e.Stack.Frames {
		f := &e.Stack.Frames[i]
		if !f.InApp && reason == ReasonInAppFrames {
			p.account.frame(VerdictNotInApp)
			continue
		}
		if passed.has(i) {
			p.account.frame(VerdictPassed)
			continue
		}
		const label = "frame "
		p.begin(label)
		from := len(p.buf)
		p.buf = trace.AppendIdentity(p.buf, f)
		if len(p.buf) == from || n == len(ids) {
			p.account.uncounted(len(p.buf) > from)
			p.buf = p.buf[:p.lastEnd()] // it says nothing about the error
			continue
		}
		id := xxhash.Sum64(p.buf[from:])
		p.end()
		if e.Stack.Truncated && contains(ids[:n], id) {
			p.drop(1)
			p.account.frame(VerdictRepeated)
			continue
		}
		ids[n] = id
		n++
		p.account.frame(VerdictCounted)
		if cycle := cycleLen(ids[:n]); cycle > 0 {
			p.drop(cycle)
			n -= cycle
			p.account.recursion(cycle)
		}
	}
	return n > 0
}

// maxCycle is the length up to which cycles of recursion are recognised.
const maxCycle = 8

// cycleLen returns the length of the shortest cycle with which ids ends twice, 0 for none.
func cycleLen(ids []uint64) int {
	for n := 1; n <= maxCycle && 2*n <= len(ids); n++ {
		if equal(ids[len(ids)-n:], ids[len(ids)-2*n:len(ids)-n]) {
			return n
		}
	}
	return 0
}

func equal(a, b []uint64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func contains(ids []uint64, id uint64) bool {
	for _, other := range ids {
		if other == id {
			return true
		}
	}
	return false
}

// fingerprint hashes the reason and the parts and returns them as strings.
func (p *parts) fingerprint(reason Reason) (fingerprint string, list []string) {
	text := string(p.buf)
	list = make([]string, len(p.ends))
	from := 0
	for i, end := range p.ends {
		list[i] = text[from+lengthBytes : end]
		from = end
	}
	return p.sum(reason), list
}

// path hashes the parts of list that are no messages. It takes the place of what was collected. Members of
// a group that differ in their messages alone are of one kind there, so those are counted anew.
func (c *counting) path(list []string) string {
	if c.reason != ReasonInAppFrames && c.reason != ReasonAllFrames {
		return ""
	}
	c.reset()
	if c.alike != nil {
		again := *c
		again.parts, again.silent = &parts{buf: c.buf, ends: c.ends}, true
		again.addTree()
		c.buf, c.ends = again.buf, again.ends
	} else {
		for _, part := range list {
			if !strings.HasPrefix(part, messageLabel) {
				c.parts.add("", part)
			}
		}
	}
	// An error without a message has the same parts, and is not all errors of the path.
	c.parts.add("", ReasonMessagesVary.String())
	return c.sum(c.reason)
}

// sum hashes what was collected and the reason.
func (p *parts) sum(reason Reason) string {
	name := reason.String()
	p.buf = binary.BigEndian.AppendUint32(p.buf, uint32(len(name)))
	p.buf = append(p.buf, name...)
	sum := sha256.Sum256(p.buf)
	out := make([]byte, 0, len(Version)+1+32)
	out = append(append(out, Version...), ':')
	return string(hex.AppendEncode(out, sum[:16]))
}
