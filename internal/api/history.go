package api

import (
	"net/http"

	"github.com/tidemark-otel/tidemark/internal/issue/store"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

const defaultSteps = 50

var historyParameters = []string{"limit"}

func (s *Settings) history(r *http.Request) (any, error) {
	values, err := parameters(r, historyParameters...)
	if err != nil {
		return nil, err
	}
	limit, err := number(values, "limit", defaultSteps, 1, store.MaxSteps)
	if err != nil {
		return nil, err
	}
	steps, err := s.Reader.Steps(r.Context(), tenant, pathID(r), limit)
	if err != nil {
		return nil, err
	}
	detail, err := s.Reader.Detail(r.Context(), tenant, pathID(r))
	if err != nil {
		return nil, err
	}
	return wire.NewHistory(&detail.Issue, steps), nil
}
