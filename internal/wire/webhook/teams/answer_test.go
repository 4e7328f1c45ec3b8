package teams

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
)

func TestReadAnswer(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	const text = "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error "
	tests := []struct {
		name   string
		answer delivery.Answer
		reason delivery.Reason
		class  delivery.Class
	}{
		{"a workflow took it", delivery.Answer{Status: 202}, "", 0},
		{"a connector took it", delivery.Answer{Status: 200, Body: []byte("1")}, "", 0},
		{"too many for a workflow", delivery.Answer{Status: 429}, delivery.ReasonRateLimited, delivery.Retry},
		{"too many for a connector", delivery.Answer{Status: 200, Body: []byte(text + "429 with ContextId x")}, delivery.ReasonRateLimited, delivery.Retry},
		{"too large for a connector", delivery.Answer{Status: 200, Body: []byte(text + "413 with ContextId x")}, delivery.ReasonTooLarge, delivery.Refused},
		{"a connector has a fault", delivery.Answer{Status: 200, Body: []byte(text + "502 with ContextId x")}, delivery.ReasonServerError, delivery.Retry},
		{"the workflow is gone", delivery.Answer{Status: 404}, delivery.ReasonNotFound, delivery.Refused},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			failure := ReadAnswer(tt.answer, now)
			if tt.reason == "" {
				assert.Nil(t, failure)
				return
			}
			assert.Equal(t, tt.reason, failure.Reason)
			assert.Equal(t, tt.class, failure.Class)
		})
	}
}
