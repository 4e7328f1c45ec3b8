package event

import (
	"encoding/hex"
	"maps"
	"slices"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Occurrence is the inverse of NewExemplar. The service is not part of an exemplar: only its version
// and language are.
func (e *Exemplar) Occurrence() exception.Occurrence {
	o := exception.Occurrence{
		Service: exception.Service{Version: e.Release, Language: e.Language},
		Time:    e.Time, SpanName: e.SpanName, Scope: e.Scope, Handled: e.Handled,
		UserHash: e.UserHash, RawStack: e.RawStack, DroppedAttributes: e.DroppedAttributes,
		Exceptions: make([]exception.Exception, max(len(e.Exceptions), 1)),
	}
	o.Source, _ = exception.ParseSource(e.Source)
	o.Level, _ = exception.ParseLevel(e.Level)
	if id, err := hex.DecodeString(e.TraceID); err == nil {
		copy(o.TraceID[:], id)
	}
	if id, err := hex.DecodeString(e.SpanID); err == nil {
		copy(o.SpanID[:], id)
	}
	links := e.links()
	for i, x := range e.Exceptions {
		o.Exceptions[i] = x.exception()
		o.Exceptions[i].Link = links[i]
	}
	for _, key := range slices.Sorted(maps.Keys(e.Attributes)) {
		o.Attributes = append(o.Attributes, exception.Attribute{Key: key, Value: e.Attributes[key]})
	}
	return o
}

func (x *Exception) exception() exception.Exception {
	out := exception.Exception{Type: x.Type, Message: x.Message, Stack: exception.Stack{Truncated: x.Truncated}}
	for _, f := range x.Frames {
		out.Stack.Frames = append(out.Stack.Frames, exception.Frame{
			Function: f.Function, Module: f.Module, File: f.File, Line: f.Line, Column: f.Column,
			SourceLine: f.SourceLine, InApp: f.InApp,
		})
	}
	return out
}
