package engine

import (
	"context"
	"time"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/grouping"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// DefaultIssuesPerPath is how many different messages at one place are taken for as many causes.
const DefaultIssuesPerPath = 5

// current returns the issue of an identity: the one it has, or a new one. When its path has as many
// issues as it may have, that is the one issue which takes all further messages of the path, and the
// id of the identity becomes another name of it; folded says that this was decided now.
func (t *Tracker) current(ctx context.Context, tx *store.Tx, k *known, now time.Time) (i issue.Issue, folded bool, err error) {
	i, found, err := existing(ctx, tx, k.identity, k.id, now)
	if err != nil || found {
		return i, false, err
	}
	limit := t.settings.IssuesPerPath
	if limit <= 0 || k.path == "" {
		return issue.Issue{ID: k.id, Identity: k.identity}, false, nil
	}
	n, err := tx.IssuesOfPath(ctx, k.identity, k.path, limit)
	if err != nil || n < limit {
		return issue.Issue{ID: k.id, Identity: k.identity}, false, err
	}
	whole := k.identity
	whole.Fingerprint = k.path
	i, found, err = existing(ctx, tx, whole, whole.ID(), now)
	if err != nil {
		return i, false, err
	}
	if !found {
		i = issue.Issue{ID: whole.ID(), Identity: whole}
	}
	return i, true, tx.Fold(ctx, k.identity.Tenant, k.id, i.ID, now)
}

// existing loads the issue of an identity: its own, that of the same error from before its service
// named an environment, or one that was forgotten for space.
func existing(ctx context.Context, tx *store.Tx, identity issue.Identity, id issue.ID, now time.Time) (issue.Issue, bool, error) {
	i, found, err := tx.Issue(ctx, identity.Tenant, id)
	if found || err != nil {
		return i, found, err
	}
	if identity.Environment != exception.UnknownEnvironment {
		before := identity
		before.Environment = exception.UnknownEnvironment
		i, found, err := tx.Issue(ctx, identity.Tenant, before.ID())
		if err != nil {
			return i, false, err
		}
		// What stands for an issue of other errors does not take that along.
		if found && i.ID == before.ID() && i.Environment == exception.UnknownEnvironment {
			i.Identity = identity
			return i, true, tx.AddAlias(ctx, identity.Tenant, id, i.ID, "environment is known now")
		}
	}
	old, found, err := tx.Tombstone(ctx, identity.Tenant, id)
	if err != nil || !found {
		return issue.Issue{}, false, err
	}
	i = issue.Issue{
		ID: old.ID, Identity: identity, Version: old.Version, State: issue.StateResolved, StateSince: now,
		FirstSeen: old.FirstSeen, FirstRelease: old.FirstRelease,
	}
	return i, true, tx.DropTombstone(ctx, identity.Tenant, id)
}

// place notes on an issue where it belongs, for an error of k that is in it.
func (k *known) place(i *issue.Issue, seen *issue.Seen) {
	if i.Fingerprint == k.path {
		seen.GroupReason = grouping.ReasonMessagesVary.String()
	} else if i.Fingerprint == k.identity.Fingerprint {
		i.Path = k.path // also on an issue from before paths were kept
	}
}
