package store

import (
	"context"
	"fmt"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

const (
	// The empty text selects all.
	ofPlace      = `tenant = ? AND (? = '' OR service = ?) AND (? = '' OR environment = ?)`
	selectPlaces = `SELECT service_namespace, service, environment FROM releases WHERE ` + ofPlace + `
		GROUP BY service_namespace, service, environment
		ORDER BY MAX(last_seen) DESC, service_namespace, service, environment LIMIT ?`
	countFirst = `SELECT service_namespace, service, environment, first_release, COUNT(*) FROM issues
		WHERE ` + ofPlace + ` AND merged_into = '' AND first_release <> ''
		GROUP BY service_namespace, service, environment, first_release`
	countResolved = `SELECT service_namespace, service, environment, resolution_release, COUNT(*) FROM issues
		WHERE ` + ofPlace + ` AND merged_into = '' AND resolution_release <> '' AND resolution_scope IN ('now', 'release', 'commit')
		GROUP BY service_namespace, service, environment, resolution_release`
	selectRegressed = `SELECT service_namespace, service, environment, id, proof FROM issues
		JOIN (SELECT tenant AS of_tenant, issue_id, proof, version AS step FROM history WHERE kind = 'regressed' AND proof <> '') AS h
			ON of_tenant = tenant AND issue_id = id
		WHERE ` + ofPlace + ` AND merged_into = '' ORDER BY tenant, id, step DESC LIMIT ?`
	// maxRegressions bounds how many returns of issues one answer looks at.
	maxRegressions = 20_000
)

// Place is a service in an environment, which has releases of its own.
type Place struct{ ServiceNamespace, Service, Environment string }

// Identity returns the place as the identity of what is in it.
func (p *Place) Identity(tenant string) issue.Identity {
	return issue.Identity{Tenant: tenant, ServiceNamespace: p.ServiceNamespace, Service: p.Service, Environment: p.Environment}
}

// PlaceQuery selects places. "" selects all.
type PlaceQuery struct {
	Tenant, Service, Environment string
	Limit                        int
}

func (q *PlaceQuery) args(more ...any) args {
	return append(args{q.Tenant, q.Service, q.Service, q.Environment, q.Environment}, more...)
}

// Places returns the places that releases are known of, those that sent anything last first.
func (db *DB) Places(ctx context.Context, q PlaceQuery) ([]Place, error) {
	rows, err := db.readers.QueryContext(ctx, selectPlaces, q.args(q.Limit)...)
	if err != nil {
		return nil, fmt.Errorf("list the places of releases: %w", err)
	}
	return collect(rows, func(scan func(...any) error) (p Place, err error) {
		err = scan(&p.ServiceNamespace, &p.Service, &p.Environment)
		return p, err
	})
}

// ReleaseOf is a release of a place.
type ReleaseOf struct {
	Place
	Release string
}

// ReleaseIssues is how many issues have to do with a release.
type ReleaseIssues struct {
	// First were first seen in it, Regressed came back in it, Resolved are resolved and the release holds the fix.
	First, Regressed, Resolved int64
}

// ReleaseIssues counts the issues of the releases of places. An issue that came back in a release several times counts
// once; of very many returns the issues with the lowest ids count.
func (db *DB) ReleaseIssues(ctx context.Context, q PlaceQuery) (map[ReleaseOf]ReleaseIssues, error) {
	all := map[ReleaseOf]ReleaseIssues{}
	count := func(text string, add func(*ReleaseIssues, int64)) error {
		rows, err := db.readers.QueryContext(ctx, text, q.args()...)
		if err != nil {
			return err
		}
		return each(rows, func(scan func(...any) error) error {
			var r ReleaseOf
			var n int64
			err := scan(&r.ServiceNamespace, &r.Service, &r.Environment, &r.Release, &n)
			sum := all[r]
			add(&sum, n)
			all[r] = sum
			return err
		})
	}
	err := count(countFirst, func(r *ReleaseIssues, n int64) { r.First += n })
	if err == nil {
		err = count(countResolved, func(r *ReleaseIssues, n int64) { r.Resolved += n })
	}
	if err == nil {
		err = db.countRegressed(ctx, q, all)
	}
	if err != nil {
		return nil, fmt.Errorf("count the issues of releases: %w", err)
	}
	return all, nil
}

// countRegressed counts by the proofs of returns: their release is nowhere else.
func (db *DB) countRegressed(ctx context.Context, q PlaceQuery, all map[ReleaseOf]ReleaseIssues) error {
	rows, err := db.readers.QueryContext(ctx, selectRegressed, q.args(maxRegressions)...)
	if err != nil {
		return err
	}
	type once struct {
		ReleaseOf
		id string
	}
	counted := map[once]bool{}
	return each(rows, func(scan func(...any) error) error {
		var o once
		var proof string
		if err := scan(&o.ServiceNamespace, &o.Service, &o.Environment, &o.id, &proof); err != nil {
			return err
		}
		p, err := decode[storedProof](proof)
		if err != nil || p == nil {
			return err
		}
		if o.Release = p.Release; o.Release == "" || counted[o] {
			return nil
		}
		counted[o] = true
		sum := all[o.ReleaseOf]
		sum.Regressed++
		all[o.ReleaseOf] = sum
		return nil
	})
}
