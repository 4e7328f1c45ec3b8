package store

import (
	"context"
	"fmt"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

const (
	// The times are compared by CASE, because the databases disagree on the name of the smaller of two.
	addRelease = `UPDATE issue_releases SET count = count + ?, observed = observed + ?,
		first_seen = CASE WHEN ? < first_seen THEN ? ELSE first_seen END,
		last_seen = CASE WHEN ? > last_seen THEN ? ELSE last_seen END
		WHERE tenant = ? AND issue_id = ? AND release = ?`
	newRelease = `INSERT INTO issue_releases (tenant, issue_id, release, count, observed, first_seen, last_seen)
		VALUES (?, ?, ?, ?, ?, ?, ?)`
	countReleases     = `SELECT COUNT(*) FROM issue_releases WHERE tenant = ? AND issue_id = ?`
	dropOldestRelease = `DELETE FROM issue_releases WHERE tenant = ? AND issue_id = ? AND release = (
		SELECT release FROM issue_releases WHERE tenant = ? AND issue_id = ? AND release <> ?
		ORDER BY last_seen, release LIMIT 1)`
	seenByMember = `SELECT COUNT(*) FROM issue_releases WHERE tenant = ? AND release = ?
		AND issue_id IN (SELECT id FROM issues WHERE merged_into <> '' AND tenant = ? AND merged_into = ?)`
	selectReleases = `SELECT release, SUM(count), CAST(SUM(observed) AS BIGINT), MIN(first_seen), MAX(last_seen) FROM issue_releases
		WHERE tenant = ? AND issue_id IN ` + family + ` GROUP BY release ORDER BY MIN(first_seen), release`
)

// AddRelease adds occurrences to what was seen of an issue in one release, whose name BookRelease has
// given. fresh says that neither the issue nor what is merged into it was seen in this release before; occurrences without a
// release are never fresh. Past Retention.MaxReleasesPerService the one not seen for longest makes
// room, so the caller counts the fresh ones and not the rows.
func (tx *Tx) AddRelease(ctx context.Context, tenant string, id issue.ID, r Release) (fresh bool, err error) {
	first, last := nanos(r.FirstSeen), nanos(r.LastSeen)
	rows, err := tx.exec(ctx, addRelease, r.Count, r.Observed, first, first, last, last, tenant, string(id), r.Release)
	if err == nil && rows == 0 {
		var byMember int
		if _, err = tx.one(ctx, seenByMember, args{tenant, r.Release, tenant, string(id)}, &byMember); err == nil {
			fresh = r.Release != "" && byMember == 0
			err = tx.newRelease(ctx, tenant, string(id), r)
		}
	}
	if err != nil {
		return false, fmt.Errorf("add to the release %q of %s: %w", r.Release, id, err)
	}
	return fresh, nil
}

func (tx *Tx) newRelease(ctx context.Context, tenant, id string, r Release) error {
	_, err := tx.exec(ctx, newRelease, tenant, id, r.Release, r.Count, r.Observed, nanos(r.FirstSeen), nanos(r.LastSeen))
	if err != nil {
		return err
	}
	var n int
	if _, err := tx.one(ctx, countReleases, args{tenant, id}, &n); err != nil {
		return err
	}
	// Beside the releases of the service there are "" and OtherRelease.
	if n <= tx.db.retention.MaxReleasesPerService+2 {
		return nil
	}
	_, err = tx.exec(ctx, dropOldestRelease, tenant, id, tenant, id, r.Release)
	return err
}

// Releases returns the releases of an issue by first seen, then by name.
func (tx *Tx) Releases(ctx context.Context, tenant string, id issue.ID) ([]Release, error) {
	rows, err := tx.query(ctx, selectReleases, append(args{tenant}, familyArgs(tenant, id)...)...)
	if err != nil {
		return nil, fmt.Errorf("read the releases of %s: %w", id, err)
	}
	return scanReleases(rows)
}
