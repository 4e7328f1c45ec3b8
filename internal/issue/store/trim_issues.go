package store

import (
	"context"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

const (
	// picked is how many issues are chosen by one look at the table, which reads all of it.
	picked = 1_000

	selectQuiet = `SELECT tenant, id, version, arrived_at FROM issues WHERE merged_into = ''
		ORDER BY CASE WHEN state = 'resolved' THEN 0 ELSE 1 END, arrived_at, tenant, id LIMIT ?`
	bury = `INSERT INTO tombstones (tenant, id, version, first_seen, first_release, removed_at)
		SELECT tenant, id, version, first_seen, first_release, ? FROM issues
		WHERE tenant = ? AND id = ? AND version = ? AND arrived_at = ?
		ON CONFLICT (tenant, id) DO UPDATE SET version = excluded.version, first_seen = excluded.first_seen,
			first_release = excluded.first_release, removed_at = excluded.removed_at`
	dropIssue          = `DELETE FROM issues WHERE tenant = ? AND id = ?`
	dropIssueReleases  = `DELETE FROM issue_releases WHERE tenant = ? AND issue_id = ?`
	dropIssueCounts    = `DELETE FROM counts WHERE tenant = ? AND issue_id = ?`
	dropIssueExemplars = `DELETE FROM exemplars WHERE tenant = ? AND issue_id = ?`
	dropIssueHistory   = `DELETE FROM history WHERE tenant = ? AND issue_id = ?`

	countTombstones   = `SELECT COUNT(*) FROM tombstones`
	selectTombstones  = `SELECT tenant, id FROM tombstones ORDER BY removed_at, tenant, id LIMIT ?`
	dropTombstoneByID = `DELETE FROM tombstones WHERE tenant = ? AND id = ?`
	dropIssueAliases  = `DELETE FROM aliases WHERE tenant = ? AND issue_id = ?`
)

// quiet is an issue chosen to go, as it was then.
type quiet struct {
	Key
	version, arrivedAt int64
}

// trimIssues removes the longest quiet issues, resolved ones first, and leaves tombstones.
func (db *DB) trimIssues(ctx context.Context, now time.Time, t *Trimmed) error {
	for {
		n, err := db.CountIssues(ctx)
		over := n - int64(db.retention.MaxIssues)
		if err != nil || over <= 0 {
			return err
		}
		rows, err := db.readers.QueryContext(ctx, selectQuiet, min(over, picked))
		if err != nil {
			return err
		}
		chosen, err := collect(rows, func(scan func(...any) error) (q quiet, err error) {
			return q, scan(&q.Tenant, &q.ID, &q.version, &q.arrivedAt)
		})
		if err != nil {
			return err
		}
		removed, err := db.inPieces(ctx, func(tx *Tx) (removed int64, err error) {
			for rows := int64(0); err == nil && rows < trimRows && len(chosen) > 0; chosen = chosen[1:] {
				var n int64
				if n, err = tx.buryIssue(ctx, chosen[0], now); n > 0 {
					removed++
				}
				rows += n
			}
			return removed, err
		})
		t.Issues += removed
		if err != nil || removed == 0 { // all were seen again meanwhile: the next Trim chooses anew
			return err
		}
	}
}

// buryIssue replaces an issue, with what is merged into it, by its tombstone and returns how many rows went. One
// that changed since it was chosen is no longer quiet and stays.
func (tx *Tx) buryIssue(ctx context.Context, q quiet, now time.Time) (rows int64, err error) {
	n, err := tx.exec(ctx, bury, nanos(now), q.Tenant, string(q.ID), q.version, q.arrivedAt)
	if err != nil || n == 0 {
		return 0, err
	}
	members, err := tx.Members(ctx, q.Tenant, q.ID)
	if err != nil {
		return 0, err
	}
	ids := []issue.ID{q.ID}
	for _, m := range members {
		ids = append(ids, m.ID)
	}
	for _, id := range ids {
		for _, drop := range []string{dropIssue, dropIssueReleases, dropIssueCounts, dropIssueExemplars, dropIssueHistory, dropIssueFolds} {
			n, err := tx.exec(ctx, drop, q.Tenant, string(id))
			if err != nil {
				return rows, err
			}
			rows += n
		}
	}
	return rows, nil
}

// trimTombstones removes the oldest tombstones with the aliases of their issues.
func (db *DB) trimTombstones(ctx context.Context, _ time.Time, t *Trimmed) error {
	n, err := db.number(ctx, countTombstones)
	over := n - int64(db.retention.MaxTombstones)
	if err != nil || over <= 0 {
		return err
	}
	t.Tombstones, err = db.inPieces(ctx, func(tx *Tx) (int64, error) {
		rows, err := tx.query(ctx, selectTombstones, min(over, trimRows/2))
		if err != nil {
			return 0, err
		}
		keys, err := collect(rows, scanKey)
		if err != nil {
			return 0, err
		}
		for _, k := range keys {
			for _, drop := range []string{dropTombstoneByID, dropIssueAliases} {
				if _, err := tx.exec(ctx, drop, k.Tenant, string(k.ID)); err != nil {
					return 0, err
				}
			}
		}
		over -= int64(len(keys))
		return int64(len(keys)), nil
	})
	return err
}

func scanKey(scan func(...any) error) (k Key, err error) {
	return k, scan(&k.Tenant, &k.ID)
}
