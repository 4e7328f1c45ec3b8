package slack

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
)

// Posted names a message that Slack took. Channel is an id, whatever the message was sent to: chat.update
// takes no name.
type Posted struct {
	Channel string `json:"channel"`
	TS      string `json:"ts"`
}

// String returns both in one, for ParsePosted.
func (p Posted) String() string { return p.Channel + " " + p.TS }

// ParsePosted is the inverse of Posted.String.
func ParsePosted(text string) Posted {
	channel, ts, _ := strings.Cut(text, " ")
	return Posted{channel, ts}
}

// codes sorts the errors that the Web API answers with status 200; any other is a refusal.
// https://docs.slack.dev/reference/methods/chat.postMessage#errors
var codes = map[delivery.Reason][]string{
	delivery.ReasonRateLimited: {"ratelimited", "rate_limited"},
	delivery.ReasonServerError: {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"},
	delivery.ReasonUnauthorized: {
		"invalid_auth", "not_authed", "access_denied", "account_inactive", "token_expired", "token_revoked", "no_permission",
		"missing_scope", "not_allowed_token_type", "ekm_access_denied", "org_login_required", "enterprise_is_restricted",
		"two_factor_setup_required", "not_in_channel", "restricted_action", "restricted_action_read_only_channel",
		"restricted_action_thread_only_channel", "restricted_action_non_threadable_channel", "team_access_not_granted",
	},
	delivery.ReasonNotFound:   {"channel_not_found", "is_archived", "message_not_found", "thread_not_found"},
	delivery.ReasonTooLarge:   {"msg_too_long", "msg_blocks_too_long", "too_many_attachments"},
	delivery.ReasonBadRequest: {"invalid_blocks", "invalid_blocks_format", "invalid_arguments", "invalid_json", "no_text", "invalid_post_type", "json_not_object"},
}

func classify(code string) (delivery.Class, delivery.Reason) {
	for reason, list := range codes {
		if !slices.Contains(list, code) {
			continue
		}
		if slices.Contains(delivery.Refusals, reason) {
			return delivery.Refused, reason
		}
		return delivery.Retry, reason
	}
	return delivery.Refused, delivery.ReasonRefused
}

// gone are the errors of an edit or a reply whose message is not there any more or cannot be edited.
var gone = map[string]bool{
	"message_not_found": true, "thread_not_found": true, "cant_update_message": true, "edit_window_closed": true,
	"cannot_reply_to_message": true, "message_not_owned_by_app": true,
}

// name is what an error of Slack looks like: only then is it shown.
var name = regexp.MustCompile(`^[a-z_]{1,64}$`)

// ReadAnswer reads what the Web API answered: what was posted, or why it was not. lost says that the
// message to edit or reply to is gone: it can be sent as a new one.
func ReadAnswer(answer delivery.Answer, now time.Time) (posted Posted, lost bool, failure *delivery.Error) {
	if failure := answer.Err(now); failure != nil {
		return Posted{}, false, failure
	}
	var body struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
		Posted
	}
	if err := json.Unmarshal(answer.Body, &body); err != nil {
		return Posted{}, false, &delivery.Error{Class: delivery.Retry, Reason: delivery.ReasonServerError,
			Err: fmt.Errorf("the answer was %d without a JSON object that says ok: is api_url the Web API?", answer.Status)}
	}
	if body.OK {
		return body.Posted, false, nil
	}
	class, reason := classify(body.Error)
	if !name.MatchString(body.Error) {
		body.Error = "an error without a name"
	}
	failure = &delivery.Error{Class: class, Reason: reason, Err: fmt.Errorf("the answer was %s", body.Error)}
	if class == delivery.Retry {
		failure.After, _ = delivery.RetryAfter(answer.Header.Get("Retry-After"), now)
	}
	return Posted{}, gone[body.Error], failure
}
