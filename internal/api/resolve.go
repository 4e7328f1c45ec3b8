package api

import (
	"net/http"

	"github.com/tidemark-otel/tidemark/internal/issue"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

// minCommitBytes is the shortest name of a commit: shorter ones are names of several.
const minCommitBytes = 7

func (s *Settings) resolve(r *http.Request) (any, error) {
	var said wire.Resolve
	who, err := readAction(r, &said, &said.Said)
	if err != nil {
		return nil, err
	}
	what, err := resolution(&said)
	if err != nil {
		return nil, err
	}
	return answer(s.Actions.Resolve(r.Context(), s.Now(), tenant, pathID(r), who, what))
}

// resolution returns where the fix is. What does not belong to the scope is refused: it would be ignored.
func resolution(said *wire.Resolve) (issue.Resolution, error) {
	what := issue.Resolution{Scope: issue.ScopeNow, Release: said.Release, Commit: said.Commit}
	if said.Scope != "" {
		var err error
		if what.Scope, err = issue.ParseScope(said.Scope); err != nil || what.Scope == issue.ScopeQuiet {
			return what, badRequest("unknown scope %q: use now, release, next_release or commit", said.Scope)
		}
	}
	switch {
	case what.Scope == issue.ScopeRelease && said.Release == "":
		return what, badRequest("release is missing: name the release that holds the fix")
	case what.Scope != issue.ScopeRelease && said.Release != "":
		return what, badRequest("release belongs to the scope release, and the scope is %s", what.Scope)
	case what.Scope == issue.ScopeCommit && len(said.Commit) < minCommitBytes:
		return what, badRequest("commit has %d characters: name the commit that holds the fix, with %d at least", len(said.Commit), minCommitBytes)
	case what.Scope != issue.ScopeCommit && said.Commit != "":
		return what, badRequest("commit belongs to the scope commit, and the scope is %s", what.Scope)
	}
	if err := checkText("release", said.Release, maxNameBytes, ""); err != nil {
		return what, err
	}
	return what, checkText("commit", said.Commit, maxNameBytes, "")
}
