package stacktrace

import (
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
)

// By sets InApp of the frames that a rule of the operator fits, and makes the trace know the rules. A nil
// Rules changes nothing.
func (t *Trace) By(rules *framerule.Rules) {
	t.rules = rules
	for i := range t.Exceptions {
		rules.Apply(t.Exceptions[i].Stack.Frames)
	}
}

// PassedThrough returns the frames of a stack that every error passes through, a bit for each: those that
// a rule of the operator leaves out wherever they stand, and at the crash end those of wrappers and loggers
// of libraries. They have an identity, so that they can count where there is nothing else.
func (t *Trace) PassedThrough(e *exception.Exception) (mask uint64) {
	frames := e.Stack.Frames
	if len(frames) > MaxFrames {
		return 0
	}
	mask = t.rules.LeavesOut(frames)
	if t.runtime == nil {
		return mask
	}
	for i := len(frames) - 1; i >= 0 && (mask>>i&1 != 0 || isWrapper(t.runtime.name, &frames[i])); i-- {
		mask |= 1 << i
	}
	return mask
}

// InAppRule returns the name of the operator's rule that says whose code a frame is, "" for none.
func (t *Trace) InAppRule(f *exception.Frame) string { return t.rules.InApp(f) }

// LeftOutRule returns the name of the operator's rule that leaves a frame out, "" for none.
func (t *Trace) LeftOutRule(f *exception.Frame) string { return t.rules.LeftOut(f) }
