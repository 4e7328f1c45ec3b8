package api

import (
	"net/http"
	"unicode/utf8"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

const (
	defaultLimit = 50
	maxLimit     = 500
	// maxTextRunes is the longest text to search for.
	maxTextRunes = 500
)

var listParameters = []string{"state", "service", "kind", "environment", "q", "limit", "cursor"}

func (s *Settings) issues(r *http.Request) (any, error) {
	query, err := listQuery(r)
	if err != nil {
		return nil, err
	}
	page, err := s.Reader.Issues(r.Context(), query)
	if err != nil {
		return nil, err
	}
	return encodePage(page), nil
}

func listQuery(r *http.Request) (store.Query, error) {
	values, err := parameters(r, listParameters...)
	if err != nil {
		return store.Query{}, err
	}
	query := store.Query{Tenant: tenant}
	states, err := many(values, "state")
	if err != nil {
		return store.Query{}, err
	}
	for _, name := range states {
		state, err := issue.ParseState(name)
		if err != nil {
			return store.Query{}, badRequest("%v", err)
		}
		query.States = append(query.States, state)
	}
	kinds, err := many(values, "kind")
	if err != nil {
		return store.Query{}, err
	}
	for _, kind := range kinds {
		known, err := issue.ParseKind(kind)
		if err != nil {
			return store.Query{}, badRequest("%v", err)
		}
		query.Kinds = append(query.Kinds, known)
	}
	if query.Services, err = many(values, "service"); err != nil {
		return store.Query{}, err
	}
	if query.Environments, err = many(values, "environment"); err != nil {
		return store.Query{}, err
	}
	if query.Text, err = one(values, "q"); err != nil {
		return store.Query{}, err
	}
	if n := utf8.RuneCountInString(query.Text); n > maxTextRunes {
		return store.Query{}, badRequest("q has %d characters: %d is the most", n, maxTextRunes)
	}
	if query.Limit, err = number(values, "limit", defaultLimit, 1, maxLimit); err != nil {
		return store.Query{}, err
	}
	cursor, err := one(values, "cursor")
	if err != nil {
		return store.Query{}, err
	}
	if query.After, err = decodeCursor(cursor); err != nil {
		return store.Query{}, badRequest("this cursor is not one of ours: use next_cursor of the page before")
	}
	return query, nil
}

func (s *Settings) issue(r *http.Request) (any, error) {
	if _, err := parameters(r); err != nil {
		return nil, err
	}
	detail, err := s.Reader.Detail(r.Context(), tenant, pathID(r))
	if err != nil {
		return nil, err
	}
	steps, err := s.Reader.Steps(r.Context(), tenant, detail.Issue.ID, store.MaxSteps)
	if err != nil {
		return nil, err
	}
	history, err := s.Releases.History(r.Context(), detail.Issue.Identity)
	if err != nil {
		return nil, err
	}
	return encodeDetail(detail, steps, history)
}

// decidedBy returns the step that brought an issue into its state, or corrected that since; the zero one when that
// is not known. steps are its latest, the newest first.
func decidedBy(i *issue.Issue, steps []issue.Step) issue.Step {
	for _, s := range steps {
		again := (s.Kind == issue.ChangeResolved || s.Kind == issue.ChangeMuted) && s.Reason != issue.ReasonUndone
		if s.To == i.State && (again || s.At.Equal(i.StateSince)) {
			return s
		}
	}
	return issue.Step{}
}

// cameBack returns why an issue is open again, nil when it was resolved since or never came back. steps are its
// latest, the newest first.
func cameBack(steps []issue.Step) *issue.Proof {
	for _, s := range steps {
		switch {
		case s.To == issue.StateResolved:
			return nil
		case s.Kind == issue.ChangeRegressed:
			return s.Proof
		}
	}
	return nil
}

func pathID(r *http.Request) issue.ID { return issue.ID(r.PathValue("id")) }
