package store

import (
	"context"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

const (
	// trafficKept is how long traffic is kept per hour, trafficBack how far back the share of a release is looked for.
	trafficKept = 30 * 24 * time.Hour
	trafficBack = 7 * 24 * time.Hour
	// maxRevisions is how many builds of one release are told apart: the latest.
	maxRevisions = 5
)

const (
	addTotal = `UPDATE releases SET traffic = traffic + ?
		WHERE tenant = ? AND service_namespace = ? AND service = ? AND environment = ? AND release = ?`
	addTraffic = `INSERT INTO release_traffic (tenant, service_namespace, service, environment, hour, release, items)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (tenant, service_namespace, service, environment, hour, release)
		DO UPDATE SET items = release_traffic.items + excluded.items`
	selectTraffic = `SELECT hour, release, items FROM release_traffic
		WHERE tenant = ? AND service_namespace = ? AND service = ? AND environment = ? AND hour >= ? AND hour < ?
		ORDER BY hour, release`
	selectTrafficPiece = `SELECT hour FROM release_traffic WHERE hour < ? ORDER BY hour LIMIT 1 OFFSET ?`
	dropTraffic        = `DELETE FROM release_traffic WHERE hour < ?`

	seeRevision = `UPDATE release_revisions SET last_seen = CASE WHEN ? > last_seen THEN ? ELSE last_seen END
		WHERE tenant = ? AND service_namespace = ? AND service = ? AND environment = ? AND release = ? AND revision = ?`
	newRevision = `INSERT INTO release_revisions (tenant, service_namespace, service, environment, release, revision, arrived_at, last_seen)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
	dropOldRevisions = `DELETE FROM release_revisions
		WHERE tenant = ? AND service_namespace = ? AND service = ? AND environment = ? AND release = ? AND revision NOT IN (
			SELECT revision FROM release_revisions
			WHERE tenant = ? AND service_namespace = ? AND service = ? AND environment = ? AND release = ?
			ORDER BY arrived_at DESC, revision LIMIT ?)`
	dropRevisions = `DELETE FROM release_revisions
		WHERE tenant = ? AND service_namespace = ? AND service = ? AND environment = ? AND release = ?`
	dropLostRevisions = `DELETE FROM release_revisions WHERE NOT EXISTS (SELECT 1 FROM releases AS r
		WHERE r.tenant = release_revisions.tenant AND r.service_namespace = release_revisions.service_namespace
		AND r.service = release_revisions.service AND r.environment = release_revisions.environment
		AND r.release = release_revisions.release)`
)

// Traffic is what came from one release of a service.
type Traffic struct {
	Of                issue.Identity // the place: tenant, service and environment
	Release, Revision string         // Revision may be ""
	Items             int64          // spans and log records
	First, Last       time.Time      // of receipt
}

// AddTraffic books a release and what came from it. overflow says that its service has too many releases: what came
// counts for OtherRelease then. Callers add the releases of one transaction in the order of their keys.
func (tx *Tx) AddTraffic(ctx context.Context, t Traffic) (overflow bool, err error) {
	if err := tx.NeedAlone(); err != nil {
		return false, err
	}
	if t.Release == "" {
		return false, nil
	}
	name, overflow, err := tx.BookRelease(ctx, t.Of, t.Release, t.First)
	if err == nil && !overflow && t.Last.Sub(t.First) >= bookedFor {
		name, overflow, err = tx.BookRelease(ctx, t.Of, t.Release, t.Last)
	}
	if err != nil {
		return false, err
	}
	of := &t.Of
	if _, err = tx.exec(ctx, addTotal, t.Items, of.Tenant, of.ServiceNamespace, of.Service, of.Environment, name); err == nil {
		hour := stepStart(nanos(t.Last), time.Hour)
		_, err = tx.exec(ctx, addTraffic, of.Tenant, of.ServiceNamespace, of.Service, of.Environment, hour, name, t.Items)
	}
	if err == nil && t.Revision != "" && !overflow {
		err = tx.addRevision(ctx, &t)
	}
	if err != nil {
		return false, fmt.Errorf("add traffic of the release %s of %s: %w", t.Release, of.Service, err)
	}
	return overflow, nil
}

func (tx *Tx) addRevision(ctx context.Context, t *Traffic) error {
	of, last := &t.Of, nanos(t.Last)
	rows, err := tx.exec(ctx, seeRevision, last, last, of.Tenant, of.ServiceNamespace, of.Service, of.Environment, t.Release, t.Revision)
	if err != nil || rows > 0 {
		return err
	}
	_, err = tx.exec(ctx, newRevision, of.Tenant, of.ServiceNamespace, of.Service, of.Environment, t.Release, t.Revision, nanos(t.First), last)
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, dropOldRevisions, of.Tenant, of.ServiceNamespace, of.Service, of.Environment, t.Release,
		of.Tenant, of.ServiceNamespace, of.Service, of.Environment, t.Release, maxRevisions)
	return err
}

// TrafficHour is what came from one release in one hour.
type TrafficHour struct {
	Hour    time.Time // its start
	Release string
	Items   int64
	// Share is its part of what its environment sent from known releases in that hour, 0 to 1.
	Share float64
}

// Traffic returns the traffic of a place by hour, then by release, from the hour that holds from up to to, which is left
// out. It is kept for 30 days.
func (db *DB) Traffic(ctx context.Context, of issue.Identity, from, to time.Time) ([]TrafficHour, error) {
	rows, err := db.readers.QueryContext(ctx, selectTraffic, of.Tenant, of.ServiceNamespace, of.Service, of.Environment,
		stepStart(nanos(from), time.Hour), nanos(to))
	if err != nil {
		return nil, fmt.Errorf("read the traffic of %s: %w", of.Service, err)
	}
	hours, err := collect(rows, scanTraffic)
	if err != nil {
		return nil, fmt.Errorf("read the traffic of %s: %w", of.Service, err)
	}
	all := map[time.Time]int64{}
	for _, h := range hours {
		all[h.Hour] += h.Items
	}
	for i := range hours {
		if sum := all[hours[i].Hour]; sum > 0 {
			hours[i].Share = float64(hours[i].Items) / float64(sum)
		}
	}
	return hours, nil
}

func scanTraffic(scan func(...any) error) (h TrafficHour, err error) {
	var hour int64
	err = scan(&hour, &h.Release, &h.Items)
	h.Hour = fromNanos(hour)
	return h, err
}

// trimTraffic removes the hours that are too old.
func (db *DB) trimTraffic(ctx context.Context, now time.Time, t *Trimmed) (err error) {
	end := stepStart(nanos(now.Add(-trafficKept)), time.Hour)
	t.Traffic, err = db.inPieces(ctx, func(tx *Tx) (int64, error) {
		to := end
		found, err := tx.one(ctx, selectTrafficPiece, args{end, trimRows}, &to)
		if err != nil {
			return 0, err
		}
		if found {
			to++ // with all rows of that hour
		}
		return tx.exec(ctx, dropTraffic, to)
	})
	return err
}
