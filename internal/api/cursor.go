package api

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// cursorVersion begins every cursor, so that another form can be told apart one day.
const cursorVersion = "1"

var errCursor = errors.New("not a cursor")

// encodeCursor writes a position as base64url of "1.<nanoseconds since 1970>.<issue id>", and the
// zero position, the end of a list, as "".
func encodeCursor(p store.Position) string {
	if p == (store.Position{}) {
		return ""
	}
	text := cursorVersion + "." + strconv.FormatInt(p.LastSeen.UnixNano(), 10) + "." + string(p.ID)
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

// decodeCursor is the inverse of encodeCursor. It takes nothing that encodeCursor does not write.
func decodeCursor(cursor string) (store.Position, error) {
	if cursor == "" {
		return store.Position{}, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return store.Position{}, errCursor
	}
	parts := strings.Split(string(text), ".")
	if len(parts) != 3 || parts[0] != cursorVersion || parts[2] == "" {
		return store.Position{}, errCursor
	}
	nanoseconds, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return store.Position{}, errCursor
	}
	p := store.Position{LastSeen: time.Unix(0, nanoseconds).UTC(), ID: issue.ID(parts[2])}
	if encodeCursor(p) != cursor {
		return store.Position{}, errCursor
	}
	return p, nil
}
