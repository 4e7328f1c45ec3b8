package sentry

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

func testDSN(t testing.TB) DSN {
	t.Helper()
	dsn, err := ParseDSN("https://key@sentry.example.com/42")
	require.NoError(t, err)
	return dsn
}

func TestEnvelope_LengthCountsThePayload(t *testing.T) {
	e, _ := EventFromDocument(opened(t), version)
	data, _, err := Envelope(e, testDSN(t), sentAt)
	require.NoError(t, err)
	lines := bytes.SplitN(data, []byte("\n"), 3)
	require.Len(t, lines, 3)
	var header itemHeader
	require.NoError(t, json.Unmarshal(lines[1], &header))
	assert.Len(t, bytes.TrimSuffix(lines[2], []byte("\n")), header.Length)
}

// large returns an event with so many causes, frames and texts.
func large(exceptions, frames, text int) Event {
	var cut trimmed
	filler := strings.Repeat("x", text)
	e := Event{EventID: "e", Extra: map[string]string{"stack_trace": filler}, Exception: &Exceptions{},
		Contexts: Contexts{OTel: &OTel{Attributes: map[string]string{"a": filler}}}}
	for range exceptions {
		x := event.Exception{Type: "T", Message: filler}
		for i := range frames {
			x.Frames = append(x.Frames, event.Frame{Function: "f", Line: i + 1, SourceLine: filler})
		}
		e.Exception.Values = append(e.Exception.Values, newException(&x, &cut))
	}
	return e
}

func TestEnvelope_CutsUntilItFits(t *testing.T) {
	tests := []struct {
		name                     string
		exceptions, frames, text int
		wantExceptions           int
		wantFrames               int
		wantContext              bool
	}{
		{"nothing to cut", 2, 64, 100, 2, 64, true},
		{"source lines go first", 60, 100, 250, 60, 100, false},
		{"then frames from the middle", 26, 1000, 10, 26, 50, false},
		{"then more frames", 520, 52, 10, 520, 10, false},
		{"then causes from the middle", 900, 12, 1000, 10, 10, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := large(tt.exceptions, tt.frames, tt.text)
			before, err := marshal(e)
			require.NoError(t, err)

			data, truncated, err := Envelope(e, testDSN(t), sentAt)
			require.NoError(t, err)
			assert.Less(t, len(data), 1<<20)
			assert.Equal(t, !tt.wantContext, truncated)
			var got Event
			require.NoError(t, json.Unmarshal(bytes.SplitN(data, []byte("\n"), 3)[2], &got))
			require.Len(t, got.Exception.Values, tt.wantExceptions)
			frames := got.Exception.Values[0].Stacktrace.Frames
			require.Len(t, frames, tt.wantFrames)
			assert.Equal(t, 1, frames[0].Line, "the outermost caller stays")
			assert.Equal(t, tt.frames, frames[len(frames)-1].Line, "the frame that raised stays")
			assert.Equal(t, tt.wantContext, frames[0].ContextLine != "")

			after, err := marshal(e)
			require.NoError(t, err)
			assert.Equal(t, before, after, "the caller's event is not changed")
		})
	}
}

func TestEnvelope_WhatCannotBeCutIsAnError(t *testing.T) {
	e := Event{EventID: "e", Tags: map[string]string{"tag": strings.Repeat("x", MaxEventBytes)}}
	_, _, err := Envelope(e, testDSN(t), sentAt)
	assert.ErrorContains(t, err, "after every cut")
}

func TestDetail(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"Relay", `{"detail":"bad request","causes":["invalid event","missing field"]}`, "bad request; invalid event; missing field"},
		{"an error field", `{"error":"no such project"}`, "no such project"},
		{"the key is not repeated", `{"detail":"unknown key 0123abcd"}`, "unknown key [REDACTED]"},
		{"one line", `{"detail":"a\nb\u0007c"}`, "a b c"},
		{"a page of HTML", `<html>nope</html>`, ""},
		{"another shape", `{"detail":{"a":1}}`, ""},
		{"nothing", ``, ""},
		{"so much and no more", `{"detail":"` + strings.Repeat("x", 500) + `"}`, strings.Repeat("x", 197) + "..."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { assert.Equal(t, tt.want, Detail([]byte(tt.body), "0123abcd", "")) })
	}
}
