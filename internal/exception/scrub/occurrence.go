package scrub

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Limits of single texts of an occurrence, in bytes.
const (
	maxFrames       = 64
	maxNameBytes    = 256 // types, functions, modules, names of spans and scopes
	maxPathBytes    = 512
	maxSourceBytes  = 256
	maxMessageBytes = 8 << 10
)

// Occurrence is the one door between a record and anything stored or sent. exceptions is the chain
// of the grouping decision, which is not changed; attributes are those of the resource, the span and
// the record, in this order. The result owns its memory.
func (s *Scrubber) Occurrence(rec *exception.Record, exceptions []exception.Exception, attributes []exception.Attribute) exception.Occurrence {
	o := exception.Occurrence{
		Source: rec.Source,
		Service: exception.Service{
			Name:        s.own(rec.Service.Name, maxNameBytes),
			Namespace:   s.own(rec.Namespace, maxNameBytes),
			Version:     s.own(rec.Version, maxNameBytes),
			Environment: s.own(rec.Environment, maxNameBytes),
			Language:    s.own(rec.Language, maxNameBytes),
		},
		Time:     rec.Time,
		TraceID:  rec.TraceID,
		SpanID:   rec.SpanID,
		SpanName: s.own(rec.SpanName, maxNameBytes),
		Scope:    s.own(rec.Scope, maxNameBytes),
		Level:    rec.Level,
		Handled:  rec.Handled,
		UserHash: s.UserHash(rec.User),
	}
	o.Attributes, o.DroppedAttributes = s.attributes(attributes)
	if len(exceptions) == 0 {
		exceptions = []exception.Exception{{Type: rec.Type, Message: rec.Message}}
	}
	budget := s.settings.MaxStackBytes
	o.Exceptions = s.exceptions(exceptions, &budget)
	parsed := slices.ContainsFunc(exceptions, hasFrames)
	if parsed && len(cmp.Or(rec.StackTrace, rec.Message)) > maxReadBytes {
		s.counts[KindLength].Add(1) // the text that the frames were in
	}
	if rec.StackTrace != "" && !parsed {
		o.RawStack = s.own(rec.StackTrace, max(budget, 0))
	}
	return o
}

func hasFrames(e exception.Exception) bool { return len(e.Stack.Frames) > 0 }

// exceptions copies a chain within the budget of bytes. Types and messages take half of it at most;
// then come the frames of the outermost exception, of the root cause, and of those between.
func (s *Scrubber) exceptions(chain []exception.Exception, budget *int) []exception.Exception {
	out := make([]exception.Exception, len(chain))
	share := *budget / 2 / len(chain)
	for i, e := range chain {
		out[i].Link = e.Link
		out[i].Type = s.own(e.Type, min(maxNameBytes, share/2))
		out[i].Message = s.own(e.Message, min(maxMessageBytes, share/2))
		*budget -= len(out[i].Type) + len(out[i].Message)
	}
	last := len(chain) - 1
	out[last].Stack = s.stack(&chain[last].Stack, budget)
	for i := range last {
		out[i].Stack = s.stack(&chain[i].Stack, budget)
	}
	return out
}

// stack copies a stack from both ends to the middle, the frame that raised first, up to the limits.
func (s *Scrubber) stack(stack *exception.Stack, budget *int) exception.Stack {
	n := len(stack.Frames)
	if n == 0 {
		return exception.Stack{Truncated: stack.Truncated}
	}
	outer := make([]exception.Frame, 0, min(n, maxFrames))
	var inner []exception.Frame
	for i := range min(n, maxFrames) {
		at := i / 2
		if i%2 == 0 {
			at = n - 1 - i/2
		}
		f := s.frame(&stack.Frames[at])
		size := len(f.Function) + len(f.Module) + len(f.File) + len(f.SourceLine)
		if size > *budget {
			break
		}
		*budget -= size
		if i%2 == 0 {
			inner = append(inner, f)
		} else {
			outer = append(outer, f)
		}
	}
	slices.Reverse(inner)
	frames := append(outer, inner...)
	return exception.Stack{Frames: frames, Truncated: stack.Truncated || len(frames) < n}
}

func (s *Scrubber) frame(f *exception.Frame) exception.Frame {
	return exception.Frame{
		Function:   s.own(f.Function, maxNameBytes),
		Module:     s.own(f.Module, maxNameBytes),
		File:       s.own(f.File, maxPathBytes),
		Line:       f.Line,
		Column:     f.Column,
		SourceLine: s.own(f.SourceLine, maxSourceBytes),
		InApp:      f.InApp,
	}
}

// maxReadBytes is how much of any text is read.
const maxReadBytes = 64 << 10

// own returns a scrubbed copy of at most limit bytes.
func (s *Scrubber) own(text string, limit int) string {
	return s.read(text, maxReadBytes, limit)
}

// read returns a scrubbed copy of at most limit bytes. It is scrubbed before it is cut, so that the cut
// does not take away by what something is recognised; of a text longer than most, which is not read to
// its end, the last word is left out for the same reason.
func (s *Scrubber) read(text string, most, limit int) string {
	long := len(text) > most
	if long {
		text = clip(text, most)
		if end := strings.LastIndexAny(text, " \t\n"); end >= 0 {
			text = text[:end]
		}
	}
	text = s.Text(text)
	if long || len(text) > limit {
		s.counts[KindLength].Add(1)
	}
	return strings.Clone(clip(text, limit))
}
