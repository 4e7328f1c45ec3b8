package stacktrace

import (
	"reflect"
	"slices"
	"testing"
	"unicode/utf8"
)

// seedTexts are the shapes of all runtimes that a careless parser takes badly, and a trace of most.
func seedTexts() []string {
	texts := []string{"", "\n", "\xff\xfe\n\x00", "Error: x\n    at f (/a.js:1:1)\n"}
	for _, text := range adversarial(200) {
		texts = append(texts, text)
	}
	for _, cases := range [...][]parseCase{pythonCases, javaCases, v8Cases, goCases} {
		texts = append(texts, cases[0].text)
	}
	slices.Sort(texts)
	return texts
}

// FuzzParse tries a text as each language: what is read of it does not depend on how often it is read,
// invents no bytes, and a language that is wrong costs no frames.
func FuzzParse(f *testing.F) {
	for n, text := range seedTexts() {
		for i, r := range runtimes {
			if n%len(runtimes) == i {
				f.Add(r.languages[0], text)
			}
		}
	}
	f.Fuzz(func(t *testing.T, language, text string) {
		checkTrace(t, language, text)
		trace, ok := Parse(language, text)
		again, _ := Parse(language, text)
		if !reflect.DeepEqual(trace.Exceptions, again.Exceptions) {
			t.Fatalf("%+v\n%+v", trace, again)
		}
		for _, r := range runtimes {
			if _, other := Parse(r.languages[0], text); other != ok {
				t.Fatalf("as %s: %v, as %s: %v", language, ok, r.languages[0], other)
			}
		}
		if utf8.ValidString(text) && len(text) <= MaxTextBytes {
			checkValid(t, trace)
		}
	})
}

// checkValid checks that no text was cut through a character.
func checkValid(t *testing.T, trace Trace) {
	t.Helper()
	for _, e := range trace.Exceptions {
		texts := []string{e.Type, e.Message}
		for i := range e.Stack.Frames {
			fr := &e.Stack.Frames[i]
			texts = append(texts, fr.Function, fr.Module, fr.File, fr.SourceLine, string(trace.AppendIdentity(nil, fr)))
		}
		for _, text := range texts {
			if !utf8.ValidString(text) {
				t.Fatalf("cut through a character: %q", text)
			}
		}
	}
}

// FuzzFind looks for a trace behind other words: message and trace are parts of the text.
func FuzzFind(f *testing.F) {
	for _, text := range seedTexts() {
		f.Add("payment failed", text)
	}
	f.Fuzz(func(t *testing.T, before, text string) {
		body := before + "\n" + text
		message, trace, ok := Find(body)
		if !ok && message != body {
			t.Fatalf("%q became %q", body, message)
		}
		if ok && len(message)+1 > len(body) {
			t.Fatalf("the message %q of %q leaves no trace", message, body)
		}
		checkLimits(t, trace)
	})
}
