package sentry

import (
	"encoding/json"
	"strings"
	"unicode"
)

// maxDetail bounds, in characters, what is shown of what a backend said.
const maxDetail = 200

// Detail returns the backend's explanation of a refusal as one line, "" when it gave none that we
// understand. secrets are blacked out, because some backends repeat the key they did not like.
func Detail(body []byte, secrets ...string) string {
	var answer struct {
		Detail any      `json:"detail"`
		Error  any      `json:"error"`
		Causes []string `json:"causes"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return ""
	}
	var parts []string
	for _, v := range []any{answer.Detail, answer.Error} {
		if s, ok := v.(string); ok && s != "" {
			parts = append(parts, s)
		}
	}
	text := strings.Join(append(parts, answer.Causes...), "; ")
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, s, "[REDACTED]")
		}
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	return new(trimmed).text(text, maxDetail)
}
