package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// OtherRelease is the release of occurrences whose own is over the limit of its service.
const OtherRelease = "(other)"

const (
	// bookedFor is how old the stored time of a release may be: the hot path writes at most once per
	// minute and release.
	bookedFor = time.Minute
	// releaseIdle is how long a release must not have been seen before another one may take its place.
	// Without it a service that sends a random release each time would push out every real one.
	releaseIdle = 24 * time.Hour
	// maxBookedServices bounds the cache of bookings.
	maxBookedServices = 1_000
)

// serviceKey is what has releases of its own.
type serviceKey struct{ tenant, namespace, service, environment string }

func (k serviceKey) compare(other serviceKey) int {
	return cmp.Or(cmp.Compare(k.tenant, other.tenant), cmp.Compare(k.namespace, other.namespace),
		cmp.Compare(k.service, other.service), cmp.Compare(k.environment, other.environment))
}

// bookings caches the releases of services as stored. Only the writer, in its turn, touches it.
type bookings struct {
	services map[serviceKey]map[string]time.Time // release → last seen as stored
}

// forget makes the next booking read again: what a transaction booked that did not commit is not
// true, and neither is what Trim removed.
func (b *bookings) forget() { b.services = nil }

const (
	selectBookings = `SELECT release, last_seen FROM releases
		WHERE tenant = ? AND service_namespace = ? AND service = ? AND environment = ?`
	saveBooking = `INSERT INTO releases (tenant, service_namespace, service, environment, release, first_seen, last_seen, arrived_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (tenant, service_namespace, service, environment, release) DO UPDATE SET last_seen = excluded.last_seen`
	dropBooking = `DELETE FROM releases
		WHERE tenant = ? AND service_namespace = ? AND service = ? AND environment = ? AND release = ?`
)

// BookRelease returns the name under which occurrences of a release are to be counted: the release
// itself, or OtherRelease (overflow is true) when its service has Retention.MaxReleasesPerService
// others that were seen in the last 24 hours. now is the time of receipt. What follows in the
// transaction (AddRelease, AddCounts, PutExemplar) uses that name. No release stays "".
func (tx *Tx) BookRelease(ctx context.Context, of issue.Identity, release string, now time.Time) (name string, overflow bool, err error) {
	if release == "" {
		return "", false, nil
	}
	service := serviceKey{of.Tenant, of.ServiceNamespace, of.Service, of.Environment}
	known, err := tx.booked(ctx, service)
	if err != nil {
		return "", false, fmt.Errorf("read the releases of %s: %w", of.Service, err)
	}
	last, ok := known[release]
	if !ok {
		if known, err = tx.bookedNow(ctx, service, known); err != nil {
			return "", false, fmt.Errorf("read the releases of %s: %w", of.Service, err)
		}
		last, ok = known[release]
	}
	switch {
	case ok && now.Sub(last) < bookedFor:
		return release, false, nil
	case ok && tx.mode == beside:
		tx.late.bookings = append(tx.late.bookings, lateBooking{service, release, nanos(now)})
		known[release] = now
		return release, false, nil
	case !ok && len(known) >= tx.db.retention.MaxReleasesPerService:
		oldest := oldestRelease(known)
		if now.Sub(known[oldest]) < releaseIdle {
			return OtherRelease, true, nil
		}
		for _, drop := range []string{dropBooking, dropRevisions} {
			if _, err := tx.exec(ctx, drop, service.tenant, service.namespace, service.service, service.environment, oldest); err != nil {
				return "", false, fmt.Errorf("drop the release %s of %s: %w", oldest, of.Service, err)
			}
		}
		delete(known, oldest)
	}
	_, err = tx.exec(ctx, saveBooking, service.tenant, service.namespace, service.service, service.environment, release, nanos(now), nanos(now), nanos(now))
	if err != nil {
		return "", false, fmt.Errorf("book the release %s of %s: %w", release, of.Service, err)
	}
	known[release] = now
	return release, false, nil
}

// booked returns the releases of a service, from the cache if it can.
func (tx *Tx) booked(ctx context.Context, service serviceKey) (map[string]time.Time, error) {
	b := &tx.db.bookings
	if known, ok := b.services[service]; ok {
		return known, nil
	}
	rows, err := tx.query(ctx, selectBookings, service.tenant, service.namespace, service.service, service.environment)
	if err != nil {
		return nil, err
	}
	known := map[string]time.Time{}
	err = each(rows, func(scan func(...any) error) error {
		var release string
		var last int64
		err := scan(&release, &last)
		known[release] = fromNanos(last)
		return err
	})
	if err != nil {
		return nil, err
	}
	if b.services == nil || len(b.services) >= maxBookedServices {
		b.services = map[serviceKey]map[string]time.Time{}
	}
	b.services[service] = known
	return known, nil
}

// bookedNow returns the releases of a service as they are now, where other processes may have booked some
// since they were read. Only one process at a time adds to them.
func (tx *Tx) bookedNow(ctx context.Context, service serviceKey, known map[string]time.Time) (map[string]time.Time, error) {
	if err := tx.NeedAlone(); err != nil || tx.db.shared == nil {
		return known, err
	}
	delete(tx.db.bookings.services, service)
	return tx.booked(ctx, service)
}

// oldestRelease returns the release that was not seen for longest, of equals the first by name.
func oldestRelease(known map[string]time.Time) (oldest string) {
	first := true
	for release, last := range known {
		if first || last.Before(known[oldest]) || last.Equal(known[oldest]) && release < oldest {
			oldest, first = release, false
		}
	}
	return oldest
}
