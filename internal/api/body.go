package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"unicode"

	"github.com/tidemark-otel/tidemark/internal/engine"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

const (
	defaultActor    = "api"
	maxActorBytes   = 200
	maxCommentBytes = 4 << 10
	// maxNameBytes is the longest name of a release, a commit or an assignee.
	maxNameBytes = 200
)

// readBody reads the body as JSON whatever its media type is; none at all is an empty object. Fields that it
// does not know are refused: a misspelt condition would otherwise mute an issue for longer than somebody meant.
func readBody(r *http.Request, into any) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return err
		}
		return badRequest("the body ended early")
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return badRequest("the body is not a JSON object with the fields %s: %v",
			strings.Join(fieldNames(reflect.TypeOf(into).Elem()), ", "), err)
	}
	if _, err := d.Token(); err != io.EOF {
		return badRequest("the body goes on after the JSON object")
	}
	return nil
}

// fieldNames returns the JSON names of the fields of a struct.
func fieldNames(t reflect.Type) (names []string) {
	for _, f := range reflect.VisibleFields(t) {
		if !f.Anonymous {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			names = append(names, name)
		}
	}
	return names
}

// person returns who asks, and what they say.
func person(said wire.Said) (engine.Person, error) {
	if said.Actor == "" {
		said.Actor = defaultActor
	}
	if err := checkText("actor", said.Actor, maxActorBytes, ""); err != nil {
		return engine.Person{}, err
	}
	return engine.Person{Actor: said.Actor, Comment: said.Comment}, checkText("comment", said.Comment, maxCommentBytes, "\n\t")
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
