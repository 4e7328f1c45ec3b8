package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/release"
)

// maxRead bounds what is read of the releases of one service, and of their revisions. The place at hand comes before the
// others, of which a service with an environment for each branch has very many.
const maxRead = 2_000

const (
	selectBook = `SELECT environment, release, arrived_at, arrived_by, last_seen, traffic FROM releases
		WHERE tenant = ? AND service_namespace = ? AND service = ?
		ORDER BY CASE WHEN environment = ? THEN 0 ELSE 1 END, last_seen DESC, environment, release LIMIT ?`
	selectRevisions = `SELECT environment, release, revision, arrived_at, last_seen FROM release_revisions
		WHERE tenant = ? AND service_namespace = ? AND service = ? ORDER BY arrived_at DESC, revision LIMIT ?`
	saveArrival = `INSERT INTO releases (tenant, service_namespace, service, environment, release, first_seen, last_seen, arrived_at, arrived_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'deploy')
		ON CONFLICT (tenant, service_namespace, service, environment, release) DO UPDATE SET
			arrived_by = CASE WHEN excluded.arrived_at <= releases.arrived_at THEN 'deploy' ELSE releases.arrived_by END,
			arrived_at = CASE WHEN excluded.arrived_at < releases.arrived_at THEN excluded.arrived_at ELSE releases.arrived_at END`
)

// RecordDeploy notes that a release arrived in a place because something that deploys said so. It counts as the arrival
// when it is earlier than the first telemetry.
func (tx *Tx) RecordDeploy(ctx context.Context, of issue.Identity, name string, at time.Time) error {
	if err := tx.NeedAlone(); err != nil {
		return err
	}
	booked, overflow, err := tx.BookRelease(ctx, of, name, at)
	if err != nil || overflow || booked == "" {
		return err
	}
	t := nanos(at)
	_, err = tx.exec(ctx, saveArrival, of.Tenant, of.ServiceNamespace, of.Service, of.Environment, name, t, t, t)
	if err != nil {
		return fmt.Errorf("record the deployment of %s of %s: %w", name, of.Service, err)
	}
	return nil
}

// History returns what is known of the releases of a place and of the other environments of its service.
func (tx *Tx) History(ctx context.Context, of issue.Identity) (*release.History, error) {
	return bookReader(tx.query).history(ctx, of)
}

// History is that of a transaction, for readers.
func (db *DB) History(ctx context.Context, of issue.Identity) (h *release.History, err error) {
	err = db.snapshot(ctx, func(tx *sql.Tx) (err error) {
		read := func(ctx context.Context, text string, values ...any) (*sql.Rows, error) {
			return tx.QueryContext(ctx, text, values...)
		}
		h, err = bookReader(read).history(ctx, of)
		return err
	})
	return h, err
}

// bookReader runs a query where the book of releases is read.
type bookReader func(ctx context.Context, text string, values ...any) (*sql.Rows, error)

func (read bookReader) history(ctx context.Context, of issue.Identity) (*release.History, error) {
	places, err := read.book(ctx, of)
	if err == nil {
		err = read.addShares(ctx, of, places[of.Environment])
	}
	if err != nil {
		return nil, fmt.Errorf("read the book of releases of %s: %w", of.Service, err)
	}
	here := places[of.Environment]
	delete(places, of.Environment)
	return release.New(of.Environment, here, places), nil
}

// book returns the releases of a service by environment: all of the place at hand, and the latest of the others.
func (read bookReader) book(ctx context.Context, of issue.Identity) (map[string][]release.Release, error) {
	rows, err := read(ctx, selectBook, of.Tenant, of.ServiceNamespace, of.Service, of.Environment, maxRead)
	if err != nil {
		return nil, err
	}
	type key struct{ environment, release string }
	places, at := map[string][]release.Release{}, map[key]int{}
	err = each(rows, func(scan func(...any) error) error {
		var r release.Release
		var environment, by string
		var arrived, last int64
		if err := scan(&environment, &r.Name, &arrived, &by, &last, &r.Traffic); err != nil {
			return err
		}
		r.ArrivedAt, r.LastSeen = fromNanos(arrived), fromNanos(last)
		if by == "deploy" {
			r.Source = release.SourceDeploy
		}
		at[key{environment, r.Name}] = len(places[environment])
		places[environment] = append(places[environment], r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	rows, err = read(ctx, selectRevisions, of.Tenant, of.ServiceNamespace, of.Service, maxRead)
	if err != nil {
		return nil, err
	}
	err = each(rows, func(scan func(...any) error) error {
		var r release.Revision
		var k key
		var arrived, last int64
		if err := scan(&k.environment, &k.release, &r.ID, &arrived, &last); err != nil {
			return err
		}
		r.ArrivedAt, r.LastSeen = fromNanos(arrived), fromNanos(last)
		if i, ok := at[k]; ok {
			booked := &places[k.environment][i]
			booked.Revisions = slices.Insert(booked.Revisions, 0, r) // the latest come first
		}
		return nil
	})
	return places, err
}

// addShares fills in the share of each release in the traffic since it arrived, or of the seven days before
// it last sent anything.
func (read bookReader) addShares(ctx context.Context, of issue.Identity, here []release.Release) error {
	var now time.Time // of the place: when it last sent anything
	for _, r := range here {
		if r.LastSeen.After(now) {
			now = r.LastSeen
		}
	}
	rows, err := read(ctx, selectTraffic, of.Tenant, of.ServiceNamespace, of.Service, of.Environment,
		stepStart(nanos(now.Add(-trafficBack)), time.Hour), nanos(latest))
	if err != nil {
		return err
	}
	hours, err := collect(rows, scanTraffic)
	if err != nil {
		return err
	}
	perHour, perRelease := map[time.Time]int64{}, map[string]int64{}
	for _, h := range hours {
		perHour[h.Hour] += h.Items
		perRelease[h.Release] += h.Items
	}
	for i := range here {
		r := &here[i]
		r.Share.Items = perRelease[r.Name]
		since := r.ArrivedAt.Truncate(time.Hour)
		for hour, items := range perHour {
			if !hour.Before(since) {
				r.Share.Of += items
			}
		}
	}
	return nil
}
