package discord

import (
	"errors"
	"net/url"
)

// ContentType of all requests.
const ContentType = "application/json"

// ErrAddress does not repeat the address, which is a secret.
var ErrAddress = errors.New("is no address of a webhook")

// MessageURL returns the address that takes a new message of a webhook by POST, or, with the id of one
// that it sent, the address that edits it by PATCH. A thread_id in the webhook's address stays.
// https://discord.com/developers/docs/resources/webhook#edit-webhook-message
func MessageURL(webhook, id string) (string, error) {
	u, err := url.Parse(webhook)
	if err != nil {
		return "", ErrAddress
	}
	query := u.Query()
	if id == "" {
		query.Set("wait", "true") // so that the answer has the id
	} else {
		u = u.JoinPath("messages", id)
		query.Del("wait")
	}
	u.RawQuery = query.Encode()
	return u.String(), nil
}
