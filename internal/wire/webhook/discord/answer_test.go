package discord

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestReadAnswer(t *testing.T) {
	tests := []struct {
		name   string
		answer delivery.Answer
		id     string
		lost   bool
		reason delivery.Reason
		after  time.Duration
	}{
		{name: "sent", answer: delivery.Answer{Status: 200, Body: []byte(`{"id":"1234567890","content":""}`)}, id: "1234567890"},
		{name: "sent, and nothing said", answer: delivery.Answer{Status: 204}},
		{name: "an id that is none", answer: delivery.Answer{Status: 200, Body: []byte(`{"id":"../x"}`)}},
		{name: "a limit in the body", answer: delivery.Answer{Status: 429, Body: []byte(`{"message":"slow down","retry_after":64.57,"global":false}`)}, reason: delivery.ReasonRateLimited, after: 64570 * time.Millisecond},
		{name: "a limit in the header", answer: delivery.Answer{Status: 429, Header: http.Header{"Retry-After": {"65"}}}, reason: delivery.ReasonRateLimited, after: 65 * time.Second},
		{name: "the longer of both", answer: delivery.Answer{Status: 429, Header: http.Header{"Retry-After": {"65"}}, Body: []byte(`{"retry_after":64.57}`)}, reason: delivery.ReasonRateLimited, after: 65 * time.Second},
		{name: "the message was deleted", answer: delivery.Answer{Status: 404, Body: []byte(`{"message":"Unknown Message","code":10008}`)}, lost: true, reason: delivery.ReasonNotFound},
		{name: "the webhook was deleted", answer: delivery.Answer{Status: 404, Body: []byte(`{"message":"Unknown Webhook","code":10015}`)}, reason: delivery.ReasonNotFound},
		{name: "an invalid embed", answer: delivery.Answer{Status: 400, Body: []byte(`{"embeds":["0"]}`)}, reason: delivery.ReasonBadRequest},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			id, lost, failure := ReadAnswer(tt.answer, now)
			assert.Equal(t, tt.id, id)
			assert.Equal(t, tt.lost, lost)
			if tt.reason == "" {
				assert.Nil(t, failure)
				return
			}
			assert.Equal(t, tt.reason, failure.Reason)
			assert.Equal(t, tt.after, failure.After)
		})
	}
}

func FuzzReadAnswer(f *testing.F) {
	for _, seed := range []string{`{"id":"1"}`, `{"retry_after":1e308}`, `{"retry_after":-1}`, `{"code":10008}`, `[]`, ``} {
		f.Add(429, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		id, _, failure := ReadAnswer(delivery.Answer{Status: status, Body: body}, now)
		if failure != nil && (id != "" || failure.After < 0 || failure.After > delivery.MaxRetryAfter) {
			t.Errorf("%q, after %s", id, failure.After)
		}
	})
}
