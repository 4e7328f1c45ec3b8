package api

import (
	"testing"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

func FuzzDecodeCursor(f *testing.F) {
	f.Add(encodeCursor(store.Position{LastSeen: time.Unix(1, 2), ID: "aaaaaaaaaaaaaaaaaaaa"}))
	f.Add("")
	f.Add("MS4xLg")
	f.Fuzz(func(t *testing.T, cursor string) {
		p, err := decodeCursor(cursor)
		if err != nil {
			return
		}
		if got := encodeCursor(p); got != cursor {
			t.Errorf("%q was read as %v, which is %q", cursor, p, got)
		}
	})
}
