package slack

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestReadAnswer(t *testing.T) {
	wait := http.Header{"Retry-After": {"30"}}
	tests := []struct {
		name   string
		answer delivery.Answer
		posted Posted
		lost   bool
		class  delivery.Class
		reason delivery.Reason
		after  time.Duration
		text   string
	}{
		{name: "posted", answer: delivery.Answer{Status: 200, Body: []byte(`{"ok":true,"channel":"C1","ts":"1.2","message":{"ts":"1.2"}}`)}, posted: Posted{"C1", "1.2"}},
		{name: "a limit as a status", answer: delivery.Answer{Status: 429, Header: wait}, class: delivery.Retry, reason: delivery.ReasonRateLimited, after: 30 * time.Second, text: "the answer was 429 Too Many Requests"},
		{name: "a limit as an error", answer: delivery.Answer{Status: 200, Header: wait, Body: []byte(`{"ok":false,"error":"ratelimited"}`)}, class: delivery.Retry, reason: delivery.ReasonRateLimited, after: 30 * time.Second, text: "the answer was ratelimited"},
		{name: "a fault of Slack", answer: delivery.Answer{Status: 200, Body: []byte(`{"ok":false,"error":"internal_error"}`)}, class: delivery.Retry, reason: delivery.ReasonServerError, text: "the answer was internal_error"},
		{name: "a wrong token", answer: delivery.Answer{Status: 200, Body: []byte(`{"ok":false,"error":"invalid_auth"}`)}, class: delivery.Refused, reason: delivery.ReasonUnauthorized, text: "the answer was invalid_auth"},
		{name: "a wrong channel", answer: delivery.Answer{Status: 200, Body: []byte(`{"ok":false,"error":"channel_not_found"}`)}, class: delivery.Refused, reason: delivery.ReasonNotFound, text: "the answer was channel_not_found"},
		{name: "a message that somebody deleted", answer: delivery.Answer{Status: 200, Body: []byte(`{"ok":false,"error":"message_not_found"}`)}, lost: true, class: delivery.Refused, reason: delivery.ReasonNotFound, text: "the answer was message_not_found"},
		{name: "an error of tomorrow", answer: delivery.Answer{Status: 200, Body: []byte(`{"ok":false,"error":"moon_is_full"}`)}, class: delivery.Refused, reason: delivery.ReasonRefused, text: "the answer was moon_is_full"},
		{name: "an error that is none is not shown", answer: delivery.Answer{Status: 200, Body: []byte(`{"ok":false,"error":"xoxb-Secret 1"}`)}, class: delivery.Refused, reason: delivery.ReasonRefused, text: "the answer was an error without a name"},
		{name: "a page of a proxy", answer: delivery.Answer{Status: 200, Body: []byte(`<html>`)}, class: delivery.Retry, reason: delivery.ReasonServerError, text: "the answer was 200 without a JSON object that says ok: is api_url the Web API?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			posted, lost, failure := ReadAnswer(tt.answer, now)
			assert.Equal(t, tt.posted, posted)
			assert.Equal(t, tt.lost, lost)
			if tt.class == 0 {
				assert.Nil(t, failure)
				return
			}
			assert.Equal(t, tt.class, failure.Class)
			assert.Equal(t, tt.reason, failure.Reason)
			assert.Equal(t, tt.after, failure.After)
			assert.EqualError(t, failure, tt.text)
		})
	}
}

func FuzzReadAnswer(f *testing.F) {
	for _, seed := range []string{`{"ok":true}`, `{"ok":false,"error":"ratelimited"}`, `[]`, ``, `{"ok":1}`} {
		f.Add(200, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		posted, _, failure := ReadAnswer(delivery.Answer{Status: status, Body: body}, now)
		if failure != nil && posted != (Posted{}) {
			t.Error("posted and failed at once")
		}
	})
}
