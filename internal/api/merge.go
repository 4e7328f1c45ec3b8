package api

import (
	"errors"
	"net/http"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

func (s *Settings) merge(r *http.Request) (any, error) {
	var said wire.Merge
	who, err := readAction(r, &said, &said.Said)
	if err != nil {
		return nil, err
	}
	if said.Into == "" {
		return nil, badRequest("into is missing: name the issue that this one becomes a part of")
	}
	from, into := pathID(r), issue.ID(said.Into)
	whole, err := s.Actions.Merge(r.Context(), s.Now(), tenant, into, from, who)
	if errors.Is(err, store.ErrNotFound) {
		if _, missing := s.Reader.Detail(r.Context(), tenant, from); missing == nil {
			return nil, problem(http.StatusNotFound, "no issue has the id %q that into names", said.Into)
		}
	}
	return answer(whole, err)
}
