package store

import (
	"database/sql"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// issueColumns are the columns of issues in the order of scanIssue and issueValues.
const issueColumns = `tenant, id, kind, fingerprint, service_namespace, service, environment, path,
	version, state, state_since, state_reason, title, culprit, level, handled, group_reason,
	count, observed, first_seen, last_seen, arrived_at, first_release, last_release, releases,
	resolution_scope, resolved_at, resolution_release, resolution_commit, mute, assignee,
	notified_at, notified_count, notified_observed, notified_releases, notified_settled, notified_exemplar,
	merged_into, own, finding, users`

// scanIssue reads a row with issueColumns.
func scanIssue(scan func(...any) error) (i issue.Issue, err error) {
	var (
		state, level, scope, mute, own, finding                            string
		stateSince, firstSeen, lastSeen, arrivedAt, resolvedAt, notifiedAt int64
		users                                                              []byte
		path                                                               sql.NullString
	)
	err = scan(&i.Tenant, &i.ID, &i.Kind, &i.Fingerprint, &i.ServiceNamespace, &i.Service, &i.Environment, &path,
		&i.Version, &state, &stateSince, &i.StateReason, &i.Title, &i.Culprit, &level, &i.Handled, &i.GroupReason,
		&i.Count, &i.Observed, &firstSeen, &lastSeen, &arrivedAt, &i.FirstRelease, &i.LastRelease, &i.Releases,
		&scope, &resolvedAt, &i.Resolution.Release, &i.Resolution.Commit, &mute, &i.Assignee,
		&notifiedAt, &i.Notified.Count, &i.Notified.Observed, &i.Notified.Releases, &i.Notified.Settled, &i.Notified.Exemplar,
		&i.MergedInto, &own, &finding, &users)
	if err != nil {
		return issue.Issue{}, err
	}
	i.Path = path.String
	i.Level = parseLevel(level)
	i.StateSince, i.FirstSeen, i.LastSeen = fromNanos(stateSince), fromNanos(firstSeen), fromNanos(lastSeen)
	i.ArrivedAt, i.Resolution.At, i.Notified.At = fromNanos(arrivedAt), fromNanos(resolvedAt), fromNanos(notifiedAt)
	if i.Finding, err = decode[issue.Finding](finding); err != nil {
		return issue.Issue{}, fmt.Errorf("issue %s: %w", i.ID, err)
	}
	if err := scanRest(&i, state, scope, mute, own, users); err != nil {
		return issue.Issue{}, fmt.Errorf("issue %s: %w", i.ID, err)
	}
	return i, nil
}

// scanRest reads what may be wrong in a row.
func scanRest(i *issue.Issue, state, scope, mute, own string, users []byte) (err error) {
	if i.State, err = issue.ParseState(state); err != nil {
		return err
	}
	if i.Resolution.Scope, err = parseScope(scope); err != nil {
		return err
	}
	if i.Users, err = issue.UnmarshalUsers(users); err != nil {
		return err
	}
	m, err := decode[storedMute](mute)
	if err != nil {
		return err
	}
	i.Mute = m.read()
	totals, err := decode[storedTotals](own)
	if err != nil {
		return err
	}
	i.Own, err = totals.read()
	return err
}

// issueValues returns what scanIssue reads.
func issueValues(i *issue.Issue) ([]any, error) {
	users, err := usersBytes(i.Users)
	if err != nil {
		return nil, fmt.Errorf("issue %s: %w", i.ID, err)
	}
	mute, err := encode(storeMute(i.Mute))
	if err != nil {
		return nil, fmt.Errorf("issue %s: %w", i.ID, err)
	}
	totals, err := storeTotals(i.Own)
	if err != nil {
		return nil, fmt.Errorf("issue %s: %w", i.ID, err)
	}
	own, err := encode(totals)
	if err != nil {
		return nil, fmt.Errorf("issue %s: %w", i.ID, err)
	}
	finding, err := encode(i.Finding)
	if err != nil {
		return nil, fmt.Errorf("issue %s: %w", i.ID, err)
	}
	return []any{i.Tenant, string(i.ID), string(i.Kind), i.Fingerprint, i.ServiceNamespace, i.Service, i.Environment, sql.NullString{String: i.Path, Valid: i.Path != ""},
		i.Version, i.State.String(), nanos(i.StateSince), string(i.StateReason), i.Title, i.Culprit, levelName(i.Level), i.Handled, i.GroupReason,
		i.Count, i.Observed, nanos(i.FirstSeen), nanos(i.LastSeen), nanos(i.ArrivedAt), i.FirstRelease, i.LastRelease, i.Releases,
		scopeName(i.Resolution.Scope), nanos(i.Resolution.At), i.Resolution.Release, i.Resolution.Commit, mute, i.Assignee,
		nanos(i.Notified.At), i.Notified.Count, i.Notified.Observed, i.Notified.Releases, i.Notified.Settled, i.Notified.Exemplar,
		string(i.MergedInto), own, finding, users}, nil
}

// searchText is what Query.Text is looked for in. Lower case is made here, because databases differ
// in what it is beyond ASCII.
func searchText(title, culprit string) string {
	return strings.ToLower(title + "\n" + culprit)
}

// Times beyond these do not fit into unix nanoseconds.
var (
	earliest = time.Unix(0, math.MinInt64)
	latest   = time.Unix(0, math.MaxInt64)
)

// nanos returns unix nanoseconds, 0 for the zero time. What does not fit, as a caller of the API may
// ask for, becomes the nearest that does.
func nanos(t time.Time) int64 {
	switch {
	case t.IsZero():
		return 0
	case t.Before(earliest):
		return math.MinInt64
	case t.After(latest):
		return math.MaxInt64
	}
	return t.UnixNano()
}

// fromNanos is the inverse of nanos, in UTC.
func fromNanos(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
