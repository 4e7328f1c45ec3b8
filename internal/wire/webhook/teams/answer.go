package teams

import (
	"bytes"
	"errors"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
)

// failed begins the answer of a connector that took the request and could not post it; the status
// stands in the text. Workflows answer with the status itself.
// https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using#rate-limiting-for-connectors
var (
	failed      = []byte("Webhook message delivery failed")
	rateLimited = []byte("HTTP error 429")
	tooLarge    = []byte("HTTP error 413")
)

// ReadAnswer returns nil when the message was taken, else why it was not.
func ReadAnswer(answer delivery.Answer, now time.Time) *delivery.Error {
	if failure := answer.Err(now); failure != nil {
		return failure
	}
	switch {
	case !bytes.Contains(answer.Body, failed):
		return nil
	case bytes.Contains(answer.Body, rateLimited):
		return &delivery.Error{Class: delivery.Retry, Reason: delivery.ReasonRateLimited, Err: errors.New("the answer was 200 with a rate limit in its text")}
	case bytes.Contains(answer.Body, tooLarge):
		return &delivery.Error{Class: delivery.Refused, Reason: delivery.ReasonTooLarge, Err: errors.New("the answer was 200 with 413 in its text")}
	default:
		return &delivery.Error{Class: delivery.Retry, Reason: delivery.ReasonServerError, Err: errors.New("the answer was 200 with a failure in its text")}
	}
}
