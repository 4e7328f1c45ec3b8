package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
)

// Limits of what is read and kept.
const (
	// MaxTextBytes is how much of a text is read.
	MaxTextBytes = 64 << 10
	// MaxFrames is how many frames of one stack are kept.
	MaxFrames = 64
	// MaxExceptions is how many exceptions of one chain are kept; grouping looks at more members of a group.
	MaxExceptions = 16
)

// Trace is a stack trace as parsed.
type Trace struct {
	// Runtime is the form the text had, a name of the list in the documentation of the package.
	Runtime string
	// Exceptions is the chain, root cause first and the outermost last, at most maxGroupExceptions when one
	// of them is a group and MaxExceptions otherwise. Type and Message are
	// empty where the text holds frames only, as Go's does.
	Exceptions []exception.Exception

	runtime *runtime
	rules   *framerule.Rules
}

// Parse reads a stack trace as SDKs send it in exception.stacktrace. language is
// telemetry.sdk.language: the form of that language is tried first, all others after it, so a
// missing or wrong one costs time but no frames. ok is false when no frame was recognised.
func Parse(language, text string) (trace Trace, ok bool) {
	text, cut := clip(text)
	text = withoutEscapes(text)
	for r := range runtimesFor(language) {
		chain := r.parse(text)
		if !hasFrames(chain) {
			continue
		}
		for i := range chain {
			stack := &chain[i].Stack
			stack.Truncated = stack.Truncated || cut
			r.markInApp(stack.Frames)
		}
		link(chain, cut)
		return Trace{Runtime: r.name, Exceptions: chain, runtime: r}, true
	}
	return Trace{}, false
}

// Find looks for a stack trace inside a log body. message is the text before it without
// surrounding white space and colours of a terminal, which may be empty; without a trace it is the whole text.
//
//	"payment failed\nTraceback (most recent call last):\n..." → "payment failed"
func Find(text string) (message string, trace Trace, ok bool) {
	if strings.IndexByte(text, '\n') < 0 {
		return text, Trace{}, false
	}
	plain := withoutEscapes(text)
	for _, r := range runtimes {
		start := r.find(plain)
		if start < 0 {
			continue
		}
		if trace, ok = Parse(r.languages[0], plain[start:]); ok {
			return strings.TrimSpace(plain[:start]), trace, true
		}
	}
	return text, Trace{}, false
}

// AppendIdentity appends to dst what identifies the code of a frame of this trace: module or
// file and function, without line numbers, addresses, closure numbers, type arguments and
// generated or versioned names. It appends nothing for a frame that says nothing about the
// error, such as a reflective call.
func (t *Trace) AppendIdentity(dst []byte, f *exception.Frame) []byte {
	if t.runtime == nil {
		return append(dst, f.Function...)
	}
	if t.runtime.leftOut != nil && t.runtime.leftOut(f) != NotLeftOut {
		return dst
	}
	return t.runtime.identity(dst, f)
}

// WithoutPlace returns a message of this trace without the file and the line that the language itself
// wrote into it. They change with each deploy and each edit, and the frames tell them better.
//
//	"take(): Argument #1 must be of type int, string given, called in /app/a.php on line 16"
//	→ "take(): Argument #1 must be of type int, string given"
func (t *Trace) WithoutPlace(message string) string {
	if t.runtime == nil || t.runtime.withoutPlace == nil {
		return message
	}
	return t.runtime.withoutPlace(message)
}

// clip returns the first and the last half of a text over the limit, cut at line ends.
func clip(text string) (clipped string, cut bool) {
	if len(text) <= MaxTextBytes {
		return text, false
	}
	head, tail := text[:MaxTextBytes/2], text[len(text)-MaxTextBytes/2:]
	if end := strings.LastIndexByte(head, '\n'); end >= 0 {
		head = head[:end+1]
	}
	if start := strings.IndexByte(tail, '\n'); start >= 0 {
		tail = tail[start+1:]
	}
	return head + tail, true
}

func hasFrames(chain []exception.Exception) bool {
	for i := range chain {
		if len(chain[i].Stack.Frames) > 0 {
			return true
		}
	}
	return false
}
