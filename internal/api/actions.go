package api

import (
	"context"
	"net/http"
	"time"

	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/issue"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

// Actions is what people do to issues. Each returns an issue as it is after the commit: Merge the one that has the
// other now, Unmerge the one that came back. An unknown id is store.ErrNotFound, what the state of the issue forbids
// an *issue.ConflictError, and what makes no sense wraps issue.ErrInvalid.
type Actions interface {
	Resolve(ctx context.Context, now time.Time, tenant string, id issue.ID, who engine.Person, what issue.Resolution) (issue.Issue, error)
	Reopen(ctx context.Context, now time.Time, tenant string, id issue.ID, who engine.Person) (issue.Issue, error)
	Mute(ctx context.Context, now time.Time, tenant string, id issue.ID, who engine.Person, until issue.Conditions) (issue.Issue, error)
	Unmute(ctx context.Context, now time.Time, tenant string, id issue.ID, who engine.Person) (issue.Issue, error)
	Assign(ctx context.Context, now time.Time, tenant string, id issue.ID, who engine.Person, assignee string) (issue.Issue, error)
	Undo(ctx context.Context, now time.Time, tenant string, id issue.ID, who engine.Person) (issue.Issue, error)
	Merge(ctx context.Context, now time.Time, tenant string, into, from issue.ID, who engine.Person) (issue.Issue, error)
	Unmerge(ctx context.Context, now time.Time, tenant string, id issue.ID, who engine.Person) (issue.Issue, error)
}

// plainAction is one that needs nothing but an issue and a person.
type plainAction func(ctx context.Context, now time.Time, tenant string, id issue.ID, who engine.Person) (issue.Issue, error)

// plain returns the endpoint of an action.
func (s *Settings) plain(do plainAction) endpoint {
	return func(r *http.Request) (any, error) {
		var said wire.Said
		who, err := readAction(r, &said, &said)
		if err != nil {
			return nil, err
		}
		return answer(do(r.Context(), s.Now(), tenant, pathID(r), who))
	}
}

func (s *Settings) assign(r *http.Request) (any, error) {
	var said wire.Assign
	who, err := readAction(r, &said, &said.Said)
	if err != nil {
		return nil, err
	}
	if said.Assignee == nil {
		return nil, badRequest(`assignee is missing: say who takes care of the issue, or "" for nobody`)
	}
	if err := checkText("assignee", *said.Assignee, maxNameBytes, ""); err != nil {
		return nil, err
	}
	return answer(s.Actions.Assign(r.Context(), s.Now(), tenant, pathID(r), who, *said.Assignee))
}

// readAction reads the body of a request that changes an issue. said is the part of it that says who and why.
func readAction(r *http.Request, into any, said *wire.Said) (engine.Person, error) {
	if _, err := parameters(r); err != nil {
		return engine.Person{}, err
	}
	if err := readBody(r, into); err != nil {
		return engine.Person{}, err
	}
	return person(*said)
}

func answer(after issue.Issue, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return wire.NewIssue(after), nil
}
