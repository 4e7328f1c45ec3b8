package sentry

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// ContentType of an envelope.
const ContentType = "application/x-sentry-envelope"

// envelopeHeader is the first line of an envelope.
type envelopeHeader struct {
	EventID string `json:"event_id"`
	SentAt  string `json:"sent_at"`
	DSN     string `json:"dsn"`
	SDK     SDK    `json:"sdk"`
}

// itemHeader is the line before an item's payload. Length counts the bytes of the payload.
type itemHeader struct {
	Type        string `json:"type"`
	Length      int    `json:"length"`
	ContentType string `json:"content_type"`
}

// Envelope returns the bytes to send:
//
//	{envelope header}\n{item header}\n{event}\n
//
// truncated says that something of the event had to be cut, here or before. sentAt is the time of
// sending; the backend compares it with its own clock.
func Envelope(e Event, dsn DSN, sentAt time.Time) (data []byte, truncated bool, err error) {
	event, cut, err := payload(e)
	if err != nil {
		return nil, true, err
	}
	var out bytes.Buffer
	for _, header := range []any{
		envelopeHeader{EventID: e.EventID, SentAt: timestamp(sentAt), DSN: dsn.header(), SDK: e.SDK},
		itemHeader{Type: "event", Length: len(event), ContentType: "application/json"},
	} {
		line, err := marshal(header)
		if err != nil {
			return nil, true, fmt.Errorf("encode the envelope of the event %s: %w", e.EventID, err)
		}
		out.Write(line)
		out.WriteByte('\n')
	}
	out.Write(event)
	out.WriteByte('\n')
	return out.Bytes(), e.Truncated || cut, nil
}

// marshal is json.Marshal without the escapes that are for HTML.
func marshal(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
