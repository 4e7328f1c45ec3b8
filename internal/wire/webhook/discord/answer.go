package discord

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
)

// ReadAnswer reads what a webhook answered: the id of the message, empty when it did not say, or why it
// was not taken. lost says that the message to edit is gone: it can be sent as a new one. A 429 says how
// long to wait in its header or, with more digits, in its body.
// https://discord.com/developers/docs/topics/rate-limits#exceeding-a-rate-limit
func ReadAnswer(answer delivery.Answer, now time.Time) (id string, lost bool, failure *delivery.Error) {
	var body struct {
		ID         string  `json:"id"`
		Code       int     `json:"code"`
		RetryAfter float64 `json:"retry_after"`
	}
	_ = json.Unmarshal(answer.Body, &body) // a proxy's page has none of these
	failure = answer.Err(now)
	if failure == nil {
		if _, err := strconv.ParseUint(body.ID, 10, 64); err != nil {
			return "", false, nil
		}
		return body.ID, false, nil
	}
	if failure.Reason == delivery.ReasonRateLimited {
		wait, ok := delivery.Seconds(strconv.FormatFloat(body.RetryAfter, 'f', -1, 64))
		if ok {
			failure.After = max(failure.After, wait.Round(time.Millisecond))
		}
	}
	// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
	const unknownMessage, notTheAuthor = 10008, 50005
	lost = answer.Status == http.StatusNotFound && body.Code == unknownMessage || body.Code == notTheAuthor
	return "", lost, failure
}
