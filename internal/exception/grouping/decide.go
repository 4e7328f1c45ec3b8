package grouping

import (
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
	"github.com/tidemark-otel/tidemark/internal/exception/stacktrace"
	"github.com/tidemark-otel/tidemark/internal/exception/template"
)

// Decide decides the group of an error. The strings of the Decision may point into those of rec.
func Decide(rec *exception.Record) Decision { return DecideBy(nil, rec) }

// DecideBy is Decide by the operator's rules about frames; nil for none.
func DecideBy(rules *framerule.Rules, rec *exception.Record) Decision {
	own := bound(rec)
	chain, trace := exceptions(&own, rules)
	return decide(&own, chain, &trace, nil)
}

// decide decides from the chain, and gives account of it unless account is nil.
func decide(rec *exception.Record, chain []exception.Exception, trace *stacktrace.Trace, account *Account) Decision {
	outermost := &chain[len(chain)-1]
	var d Decision
	if frame := outermost.Stack.Innermost(); frame != nil {
		d.Innermost = innermost(trace, frame)
	}
	c := counting{parts: &parts{account: account}, rec: rec, trace: trace, chain: chain, passed: passedFrames(trace)}
	if isTree(chain) {
		c.alike = noneAlike(len(chain))
	}
	d.Reason = c.collect()
	c.reason = d.Reason
	d.Fingerprint, d.Parts = c.fingerprint(d.Reason)
	d.Path = c.path(d.Parts)
	decider := principal(chain, c.alike)
	d.Title, d.Culprit = title(rec, &chain[decider]), c.culprit(decider)
	var kept []int
	d.Exceptions, kept = keep(chain, c.alike)
	account.keep(kept, decider)
	return d
}

// exceptions returns the chain, with one element where there is no stack that could be read. Type
// and message of the record are preferred to those in the text, because they do not depend on how
// well the text was read; unless the text has the same in full.
func exceptions(rec *exception.Record, rules *framerule.Rules) ([]exception.Exception, stacktrace.Trace) {
	message := rec.Message
	var trace stacktrace.Trace
	var ok bool
	switch {
	case rec.StackTrace != "":
		trace, ok = stacktrace.Parse(rec.Language, rec.StackTrace)
	case rec.Source == exception.SourceLogRecord:
		// The stack may stand in the body. What the log says before it describes the situation,
		// and what the exception says the error.
		var before string
		if before, trace, ok = stacktrace.Find(message); ok {
			message = before
			if e := trace.Exceptions[len(trace.Exceptions)-1]; e.Type != "" || e.Message != "" {
				message = e.Message
			}
		}
	}
	if !ok {
		chain := []exception.Exception{{Type: rec.Type, Message: message}}
		if isJoined(rec.Type) {
			chain = joined(chain)
		}
		return chain, trace
	}
	trace.By(rules)
	outermost := &trace.Exceptions[len(trace.Exceptions)-1]
	same := sameClass(rec.Type, outermost.Type)
	if rec.Type != "" && !same {
		outermost.Type = rec.Type
	}
	if message != "" && !(same && strings.Contains(outermost.Message, message)) {
		outermost.Message = message
	}
	if isJoined(outermost.Type) {
		trace.Exceptions = joined(trace.Exceptions)
	}
	return trace.Exceptions, trace
}

// sameClass says whether two names mean one class. A logger may cut off what the SDK puts before it, so
// that one exception has two names: Python's logging says OrderError and the span shop.OrderError, Java
// Shop.OrderError and Shop$OrderError. The stack trace names it the same way whoever sent it.
func sameClass(a, b string) bool {
	a, b = a[strings.LastIndexAny(a, ".$")+1:], b[strings.LastIndexAny(b, ".$")+1:]
	return a != "" && a == b
}

// collect adds what counts and returns the reason.
func (c *counting) collect() Reason {
	rec, outermost := c.rec, &c.chain[len(c.chain)-1]
	for _, c.reason = range [...]Reason{ReasonInAppFrames, ReasonAllFrames} {
		if c.addChainOrPassed() {
			c.account.message(MessageBeside)
			return c.reason
		}
	}
	c.account.message(MessageAlone)
	switch {
	case rec.Source == exception.SourceSpanStatus && (rec.SpanName != "" || rec.Message != ""):
		c.addIfAny("service ", rec.Service.Name)
		c.addIfAny("span ", template.Of(rec.SpanName))
		c.addIfAny(messageLabel, messageTemplate(rec, rec.Message))
		return ReasonSpanStatus
	case rec.Source == exception.SourceLogRecord && outermost.Type == "" &&
		(rec.Name != "" || rec.Scope != "" || outermost.Message != "" || rec.Template != ""):
		c.addIfAny("event ", rec.Name)
		c.addIfAny("logger ", rec.Scope)
		c.addIfAny(messageLabel, messageTemplate(rec, outermost.Message))
		return ReasonLogMessage
	case c.alike != nil && rec.Template == "" && isJoined(outermost.Type):
		c.reason = ReasonTypeAndMessage
		c.addTree()
		return ReasonTypeAndMessage
	case outermost.Type != "" || outermost.Message != "" || rec.Template != "":
		c.addIfAny("type ", outermost.Type)
		c.addIfAny(messageLabel, messageTemplate(rec, outermost.Message))
		return ReasonTypeAndMessage
	}
	c.account.message(MessageNone)
	if c.addLines(rec.StackTrace) {
		return ReasonStackText
	}
	c.parts.add("source ", rec.Source.String())
	c.addIfAny("service ", rec.Service.Name)
	c.addIfAny("span ", rec.SpanName)
	c.addIfAny("logger ", rec.Scope)
	return ReasonOrigin
}

// addChain adds types, messages and frames of all exceptions. It returns false when no frame counted.
func (c *counting) addChain() bool {
	c.account.begin(c.trace)
	if c.alike != nil {
		return c.addTree()
	}
	found := false
	for i := range c.chain {
		c.account.exception(i)
		c.parts.add("type ", c.chain[i].Type)
		c.addMessage(i, false)
		found = c.addStack(i) || found
	}
	return found
}

// maxLines is how many lines count of a stack that nobody can read.
const maxLines = 32

// addLines adds the lines of a stack that could not be read, without what varies in them.
func (p *parts) addLines(text string) bool {
	n := 0
	for line := range strings.Lines(head(text)) {
		if line = template.OfUnquoted(line); line == "" {
			continue
		}
		p.add("line ", line)
		if n++; n == maxLines {
			break
		}
	}
	return n > 0
}

// maxSourceBytes is how long a line of source may be to count: longer ones are generated.
const maxSourceBytes = 200

// counted returns the innermost frame that counts, nil without one.
func counted(e *exception.Exception, reason Reason, passed frameSet) *exception.Frame {
	for i := len(e.Stack.Frames) - 1; i >= 0; i-- {
		if f := &e.Stack.Frames[i]; (f.InApp || reason == ReasonAllFrames) && !passed.has(i) {
			return f
		}
	}
	return nil
}

// messageTemplate prefers the template that the sender gave: it is the true one.
func messageTemplate(rec *exception.Record, message string) string {
	if rec.Template != "" {
		return strings.ToValidUTF8(rec.Template, "\uFFFD")
	}
	return template.Of(message)
}

// messageBeside is messageTemplate for an exception whose frames count as well.
func messageBeside(rec *exception.Record, trace *stacktrace.Trace, e *exception.Exception) string {
	if rec.Template != "" {
		return messageTemplate(rec, e.Message)
	}
	return besideFrames(trace, e)
}

// besideFrames returns the template of a message that stands beside frames. Errors of the runtime quote
// names of the code, which tell one cause from another; all others quote what they were given.
func besideFrames(trace *stacktrace.Trace, e *exception.Exception) string {
	if text, ok := browserMessage(e.Type, e.Message); ok {
		return text
	}
	message := trace.WithoutPlace(e.Message)
	if quotesCode[e.Type] {
		return template.Of(message)
	}
	if trace.Runtime == "go" && e.Type == "panic" {
		return panicTemplate(message)
	}
	return template.OfUnquoted(message)
}

// quotesCode are the types whose messages the runtime makes, with names of the code in quotes:
// "Cannot read properties of undefined (reading 'total')".
var quotesCode = map[string]bool{
	"TypeError": true, "ReferenceError": true, "SyntaxError": true, "NameError": true, "AttributeError": true,
	"ImportError": true, "ModuleNotFoundError": true, "UnboundLocalError": true, "NoMethodError": true, "NoMatchingPatternError": true,
	"java.lang.NullPointerException": true, "java.lang.ClassCastException": true, "java.lang.NoSuchMethodError": true,
	"java.lang.NoClassDefFoundError": true, "java.lang.ClassNotFoundException": true,
	"System.NullReferenceException": true, "System.InvalidCastException": true, "System.MissingMethodException": true,
}

// innermost returns the hash of the frame that raised. A frame without an identity for grouping
// has one here.
func innermost(trace *stacktrace.Trace, frame *exception.Frame) uint64 {
	var scratch [256]byte
	id := trace.AppendIdentity(scratch[:0], frame)
	if len(id) == 0 {
		id = append(append(id, frame.Module...), frame.Function...)
	}
	return max(xxhash.Sum64(id), 1)
}
