package grouping

import (
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/stacktrace"
)

// frameSet has a bit for each frame of a stack.
type frameSet uint64

func (s frameSet) has(frame int) bool { return s>>frame&1 != 0 }

// passed holds the frames of each exception of a chain that every error passes through: wrappers and
// loggers, and what the operator leaves out. It is nil when there are none.
type passed []frameSet

func passedFrames(trace *stacktrace.Trace) passed {
	var p passed
	for i := range trace.Exceptions {
		mask := trace.PassedThrough(&trace.Exceptions[i])
		if mask != 0 && p == nil {
			p = make(passed, len(trace.Exceptions))
		}
		if p != nil {
			p[i] = frameSet(mask)
		}
	}
	return p
}

// frames returns those of one exception of the chain.
func (p passed) frames(exception int) frameSet {
	if p == nil {
		return 0
	}
	return p[exception]
}

// hides says whether a frame of the kind that is asked for is passed.
func (p passed) hides(chain []exception.Exception, reason Reason) bool {
	for i, set := range p {
		for j := range chain[i].Stack.Frames {
			if (reason == ReasonAllFrames || chain[i].Stack.Frames[j].InApp) && set.has(j) {
				return true
			}
		}
	}
	return false
}

// addChainOrPassed is addChain without the frames that every error passes through, or with them when no frame
// of any exception is left. Then they are no longer passed. Nothing stays added when it returns false.
func (c *counting) addChainOrPassed() bool {
	if len(c.trace.Exceptions) == 0 {
		return false
	}
	if c.addChain() {
		return true
	}
	c.reset()
	if !c.passed.hides(c.chain, c.reason) {
		return false
	}
	without := c.passed
	c.passed = nil
	if c.addChain() {
		c.account.passedCount()
		return true
	}
	c.reset()
	c.passed = without
	return false
}
