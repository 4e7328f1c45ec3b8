package scrub

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// FuzzOccurrence checks the one door: whatever comes in, all that leaves is valid, bounded, and scrubbed
// for good.
func FuzzOccurrence(f *testing.F) {
	f.Add("LoginError", "password=hunter2", "Traceback \xff", "k8s.pod.name", "bob@example.com", "shop\x00")
	f.Add("", "", "", "", "", "")
	s := New(Settings{MaxStackBytes: 1000, MaxValueBytes: 50, MaxAttributes: 2})
	f.Fuzz(func(t *testing.T, typ, message, stack, key, value, name string) {
		rec := exception.Record{
			Service: exception.Service{Name: name, Namespace: name, Version: name, Environment: name, Language: name},
			Type:    typ, Message: message, StackTrace: stack, SpanName: name, Scope: name, User: name,
		}
		frame := exception.Frame{Function: name, Module: typ, File: value, SourceLine: message}
		for _, chain := range [][]exception.Exception{
			nil, {{Type: typ, Message: message, Stack: exception.Stack{Frames: []exception.Frame{frame, frame}}}},
		} {
			checkOccurrence(t, s.Occurrence(&rec, chain, []exception.Attribute{
				{Key: key, Value: value}, {Key: "service." + key, Value: value}, {Key: "k8s." + key, Value: stack},
			}))
		}
		if kept := s.Name(name); len(kept) > maxNameBytes || s.Name(kept) != kept || !valid(kept) {
			t.Fatalf("%q is kept as %q", name, kept)
		}
	})
}

func checkOccurrence(t *testing.T, o exception.Occurrence) {
	t.Helper()
	names := []string{o.Service.Name, o.Namespace, o.Version, o.Environment, o.Language, o.SpanName, o.Scope}
	stackBytes := len(o.RawStack)
	texts := append([]string{o.RawStack}, names...)
	for _, e := range o.Exceptions {
		texts = append(texts, e.Type, e.Message)
		stackBytes += len(e.Type) + len(e.Message)
		for _, fr := range e.Stack.Frames {
			texts = append(texts, fr.Function, fr.Module, fr.File, fr.SourceLine)
			stackBytes += len(fr.Function) + len(fr.Module) + len(fr.File) + len(fr.SourceLine)
		}
	}
	for _, a := range o.Attributes {
		texts = append(texts, a.Key, a.Value)
		if len(a.Key) > maxKeyBytes || len(a.Value) > 50 {
			t.Fatalf("%+v is too long", a)
		}
	}
	for _, text := range texts {
		if !valid(text) {
			t.Fatalf("%q", text)
		}
	}
	for _, name := range names {
		if len(name) > maxNameBytes {
			t.Fatalf("a name of %d bytes", len(name))
		}
	}
	if stackBytes > 1000 || len(o.Attributes) > 2 || len(o.Exceptions) == 0 {
		t.Fatalf("%d bytes, %d attributes, %d exceptions", stackBytes, len(o.Attributes), len(o.Exceptions))
	}
}

func valid(text string) bool { return utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 }
