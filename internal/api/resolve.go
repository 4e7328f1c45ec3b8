package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"unicode"

	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

const (
	defaultActor    = "api"
	maxActorBytes   = 200
	maxCommentBytes = 4 << 10
)

func (s *Settings) resolve(r *http.Request) (any, error) {
	if _, err := parameters(r); err != nil {
		return nil, err
	}
	said, err := resolveBody(r)
	if err != nil {
		return nil, err
	}
	after, err := s.Actions.Resolve(r.Context(), tenant, pathID(r), said.Actor, said.Comment)
	if err != nil {
		return nil, err
	}
	return wire.NewIssue(after), nil
}

// resolveBody reads the body as JSON whatever its media type is; none at all is allowed.
func resolveBody(r *http.Request) (wire.Resolve, error) {
	said := wire.Resolve{Actor: defaultActor}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return said, err
		}
		return said, badRequest("the body ended early")
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return said, nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&said); err != nil {
		return said, badRequest(`the body is not {"comment": "…", "actor": "…"}: %v`, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return said, badRequest("the body goes on after the JSON object")
	}
	if said.Actor == "" {
		said.Actor = defaultActor
	}
	if err := checkText("actor", said.Actor, maxActorBytes, ""); err != nil {
		return said, err
	}
	return said, checkText("comment", said.Comment, maxCommentBytes, "\n\t")
}

// checkText keeps what people write short and printable: it is passed on to chat, mail and terminals.
func checkText(name, text string, limit int, allowed string) error {
	if len(text) > limit {
		return badRequest("%s has %d bytes: %d is the most", name, len(text), limit)
	}
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune(allowed, r) }) {
		return badRequest("%s holds control characters", name)
	}
	return nil
}
