package grouping

import (
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/stacktrace"
	"github.com/tidemark-otel/tidemark/internal/exception/template"
)

// Decide decides the group of an error. The strings of the Decision may point into those of rec.
func Decide(rec *exception.Record) Decision {
	own := bound(rec)
	chain, trace := exceptions(&own)
	return decide(&own, chain, &trace, nil)
}

// decide decides from the chain, and gives account of it unless account is nil.
func decide(rec *exception.Record, chain []exception.Exception, trace *stacktrace.Trace, account *Account) Decision {
	outermost := &chain[len(chain)-1]
	d := Decision{
		Exceptions: chain,
		Title:      title(rec, outermost),
		Culprit:    culprit(rec, chain),
	}
	if frame := outermost.Stack.Innermost(); frame != nil {
		d.Innermost = innermost(trace, frame)
	}
	p := parts{account: account}
	d.Reason = p.collect(rec, trace, outermost)
	d.Fingerprint, d.Parts = p.fingerprint(d.Reason)
	d.Path = p.path(d.Reason, d.Parts)
	return d
}

// exceptions returns the chain, with one element where there is no stack that could be read. Type
// and message of the record are preferred to those in the text, because they do not depend on how
// well the text was read; unless the text has the same in full.
func exceptions(rec *exception.Record) ([]exception.Exception, stacktrace.Trace) {
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
		return []exception.Exception{{Type: rec.Type, Message: message}}, trace
	}
	outermost := &trace.Exceptions[len(trace.Exceptions)-1]
	same := sameClass(rec.Type, outermost.Type)
	if rec.Type != "" && !same {
		outermost.Type = rec.Type
	}
	if message != "" && !(same && strings.Contains(outermost.Message, message)) {
		outermost.Message = message
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
func (p *parts) collect(rec *exception.Record, trace *stacktrace.Trace, outermost *exception.Exception) Reason {
	for _, reason := range [...]Reason{ReasonInAppFrames, ReasonAllFrames} {
		if p.addChain(rec, trace, reason) {
			p.account.message(MessageBeside)
			return reason
		}
		p.reset()
	}
	p.account.message(MessageAlone)
	switch {
	case rec.Source == exception.SourceSpanStatus && (rec.SpanName != "" || rec.Message != ""):
		p.addIfAny("service ", rec.Service.Name)
		p.addIfAny("span ", template.Of(rec.SpanName))
		p.addIfAny(messageLabel, messageTemplate(rec, rec.Message))
		return ReasonSpanStatus
	case rec.Source == exception.SourceLogRecord && outermost.Type == "" &&
		(rec.Name != "" || rec.Scope != "" || outermost.Message != "" || rec.Template != ""):
		p.addIfAny("event ", rec.Name)
		p.addIfAny("logger ", rec.Scope)
		p.addIfAny(messageLabel, messageTemplate(rec, outermost.Message))
		return ReasonLogMessage
	case outermost.Type != "" || outermost.Message != "" || rec.Template != "":
		p.addIfAny("type ", outermost.Type)
		p.addIfAny(messageLabel, messageTemplate(rec, outermost.Message))
		return ReasonTypeAndMessage
	}
	p.account.message(MessageNone)
	if p.addLines(rec.StackTrace) {
		return ReasonStackText
	}
	p.add("source ", rec.Source.String())
	p.addIfAny("service ", rec.Service.Name)
	p.addIfAny("span ", rec.SpanName)
	p.addIfAny("logger ", rec.Scope)
	return ReasonOrigin
}

// addChain adds types, messages and frames of all exceptions. It returns false when no frame counted.
func (p *parts) addChain(rec *exception.Record, trace *stacktrace.Trace, reason Reason) bool {
	found := false
	p.account.begin(trace)
	for i := range trace.Exceptions {
		e := &trace.Exceptions[i]
		p.account.exception(i)
		p.add("type ", e.Type)
		if i == len(trace.Exceptions)-1 {
			p.addIfAny(messageLabel, messageBeside(rec, trace, e))
		} else {
			p.addIfAny(messageLabel, besideFrames(trace, e))
		}
		found = p.addFrames(trace, e, reason) || found
		if frame := counted(e, reason); frame != nil && frame.SourceLine != "" && len(frame.SourceLine) <= maxSourceBytes {
			p.add("source ", template.Of(frame.SourceLine))
			p.account.source(e, frame)
		}
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
func counted(e *exception.Exception, reason Reason) *exception.Frame {
	for i := len(e.Stack.Frames) - 1; i >= 0; i-- {
		if f := &e.Stack.Frames[i]; f.InApp || reason == ReasonAllFrames {
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
