package api

import (
	"context"
	"net/http"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/release"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

const (
	defaultPlaces = 20
	maxPlaces     = 100
)

var releasesParameters = []string{"service", "environment", "limit"}

// Releases reads the books of releases.
type Releases interface {
	// Places returns the places that releases are known of, those that sent anything last first.
	Places(ctx context.Context, q store.PlaceQuery) ([]store.Place, error)
	// History returns what is known of the releases of a place; of an unknown one there are none.
	History(ctx context.Context, of issue.Identity) (*release.History, error)
	ReleaseIssues(ctx context.Context, q store.PlaceQuery) (map[store.ReleaseOf]store.ReleaseIssues, error)
}

func (s *Settings) releases(r *http.Request) (any, error) {
	values, err := parameters(r, releasesParameters...)
	if err != nil {
		return nil, err
	}
	q := store.PlaceQuery{Tenant: tenant}
	if q.Service, err = one(values, "service"); err != nil {
		return nil, err
	}
	if q.Environment, err = one(values, "environment"); err != nil {
		return nil, err
	}
	limit, err := number(values, "limit", defaultPlaces, 1, maxPlaces)
	if err != nil {
		return nil, err
	}
	q.Limit = limit + 1
	places, err := s.Releases.Places(r.Context(), q)
	if err != nil {
		return nil, err
	}
	issues, err := s.Releases.ReleaseIssues(r.Context(), q)
	if err != nil {
		return nil, err
	}
	w := wire.ReleaseList{More: len(places) > limit}
	w.Places = make([]wire.ReleasePlace, min(len(places), limit))
	for n := range w.Places {
		h, err := s.Releases.History(r.Context(), places[n].Identity(tenant))
		if err != nil {
			return nil, err
		}
		w.Places[n] = encodePlace(places[n], h, issues)
	}
	return w, nil
}

func encodePlace(of store.Place, h *release.History, issues map[store.ReleaseOf]store.ReleaseIssues) wire.ReleasePlace {
	known := h.Known()
	w := wire.ReleasePlace{
		ServiceNamespace: of.ServiceNamespace, Service: of.Service, Environment: of.Environment,
		Newest: h.Newest(), Releases: make([]wire.KnownRelease, len(known)),
	}
	for n := range known {
		r := encodeRelease(&known[n])
		counts := issues[store.ReleaseOf{Place: of, Release: r.Release}]
		r.FirstSeen, r.Regressed, r.Resolved = counts.First, counts.Regressed, counts.Resolved
		w.Releases[n] = r
	}
	return w
}

// encodeRelease returns the wire form of a release, without counts of issues.
func encodeRelease(k *release.Known) wire.KnownRelease {
	w := wire.KnownRelease{
		Release: k.Name, Verdict: k.Role.String(), ArrivedAt: k.ArrivedAt.UTC(), ArrivedBy: "telemetry", LastSeen: k.LastSeen.UTC(),
		Traffic: k.Traffic, Revisions: make([]string, len(k.Revisions)),
	}
	if k.Source == release.SourceDeploy {
		w.ArrivedBy = "deploy"
	}
	if k.Share.Of > 0 {
		w.Share = float64(k.Share.Items) / float64(k.Share.Of)
	}
	for n, r := range k.Revisions {
		w.Revisions[n] = r.ID
	}
	return w
}

// blame returns the release in which an issue began, or came back, and the newest before it that did not have it.
func blame(d *store.Detail, back *issue.Proof, h *release.History) (bad, good string) {
	bad, since := d.Issue.FirstRelease, ""
	if back != nil && back.Release != "" {
		bad, since = back.Release, back.Fix.Release
	}
	seen := make(map[string]bool, len(d.Releases))
	for _, r := range d.Releases {
		seen[r.Release] = true
	}
	return bad, h.LastGood(bad, since, func(release string) bool { return seen[release] })
}
