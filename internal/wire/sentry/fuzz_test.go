package sentry

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// FuzzEnvelope makes an envelope of any document: three lines, the length of the last is the one in the
// second, and each is JSON.
func FuzzEnvelope(f *testing.F) {
	data, err := os.ReadFile("testdata/opened.json")
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte(`{"change":{"kind":"opened"},"exemplar":{"exceptions":[{"frames":[{}]}]}}`))
	dsn, err := ParseDSN("https://0123456789abcdef0123456789abcdef@sentry.example/7")
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := event.Unmarshal(data)
		if err != nil {
			return
		}
		e, reason := EventFromDocument(&doc, version)
		if reason != "" {
			return
		}
		envelope, _, err := Envelope(e, dsn, time.Unix(0, 0))
		if err != nil {
			require.Greater(t, len(data), 1<<10, "a small document fits: %v", err)
			return
		}
		lines := bytes.Split(bytes.TrimSuffix(envelope, []byte("\n")), []byte("\n"))
		require.Len(t, lines, 3)
		var item itemHeader
		require.NoError(t, json.Unmarshal(lines[1], &item))
		require.Equal(t, len(lines[2]), item.Length)
		require.True(t, json.Valid(lines[0]) && json.Valid(lines[2]))
	})
}

// FuzzDetail reads any answer of a backend: bounded, and without the secrets of the request.
func FuzzDetail(f *testing.F) {
	f.Add([]byte(`{"detail":"bad key s3cret","causes":["x"]}`))
	f.Add([]byte("\xff<html>s3cret"))
	f.Fuzz(func(t *testing.T, body []byte) {
		detail := Detail(body, "s3cret")
		require.NotContains(t, detail, "s3cret")
		require.LessOrEqual(t, len(detail), 1<<10)
	})
}
