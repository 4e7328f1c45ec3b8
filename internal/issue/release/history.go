package release

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Source says how it is known that a release arrived.
type Source uint8

// The sources.
const (
	// SourceTelemetry: telemetry of any kind came from it, healthy spans too.
	SourceTelemetry Source = iota
	// SourceDeploy: something that deploys said so.
	SourceDeploy
)

// Release is one release of a service in one environment, as far as it was seen.
type Release struct {
	Name string
	// ArrivedAt is when it was first heard of, by receive time; LastSeen is when it last sent anything.
	ArrivedAt, LastSeen time.Time
	Source              Source
	// Traffic is the number of spans and log records that came from it.
	Traffic int64
	// Share is its part of the traffic of the environment since it arrived.
	Share Share
	// Revisions are those it was built from (vcs.ref.head.revision), by arrival. More than one: it was published again.
	Revisions []Revision
}

// Share is a part of a whole, in spans and log records.
type Share struct{ Items, Of int64 }

// Revision is one build of a release.
type Revision struct {
	ID                  string
	ArrivedAt, LastSeen time.Time
}

// together is how close to the beginning of a book arrivals say nothing about an order: what ran when the book was begun
// arrived in whichever order it happened to send.
const together = 5 * time.Minute

// History is what is known of the releases of one service in one environment, and of its others. It does not change.
type History struct {
	here      place
	elsewhere []place
	newest    string
}

// place is one environment.
type place struct {
	environment string
	releases    []*entry // by arrival, then by name
	byName      map[string]*entry
	began       time.Time
}

// entry is a release with what was found out about it.
type entry struct {
	Release
	version Version
	// implausible: far above what the environment runs, and not with a part of its traffic that would make it true.
	implausible bool
}

// New returns the history of a service in an environment. elsewhere are the releases of its other environments, by name;
// they order what was not seen here.
func New(environment string, here []Release, elsewhere map[string][]Release) *History {
	h := &History{here: newPlace(environment, here)}
	for name, releases := range elsewhere {
		h.elsewhere = append(h.elsewhere, newPlace(name, releases))
	}
	slices.SortFunc(h.elsewhere, func(a, b place) int { return strings.Compare(a.environment, b.environment) })
	groups := groupsOf(h.here.releases)
	for _, g := range groups {
		g.markImplausible()
	}
	h.newest = newestOf(groups)
	return h
}

func newPlace(environment string, releases []Release) place {
	p := place{environment: environment, byName: make(map[string]*entry, len(releases))}
	for _, r := range releases {
		if r.Name == "" || p.byName[r.Name] != nil {
			continue
		}
		e := &entry{Release: r, version: ParseVersion(r.Name)}
		p.releases = append(p.releases, e)
		p.byName[r.Name] = e
	}
	slices.SortFunc(p.releases, func(a, b *entry) int {
		return cmp.Or(a.ArrivedAt.Compare(b.ArrivedAt), strings.Compare(a.Name, b.Name))
	})
	if len(p.releases) > 0 {
		p.began = p.releases[0].ArrivedAt
		n := slices.IndexFunc(p.releases, func(e *entry) bool { return !p.atBegin(e) })
		if n < 0 {
			n = len(p.releases)
		}
		slices.SortStableFunc(p.releases[:n], byName)
	}
	return p
}

// atBegin says of a release that it was running when the book was begun.
func (p *place) atBegin(e *entry) bool { return e.ArrivedAt.Before(p.began.Add(together)) }

// byName orders releases as their names do, and those that cannot be compared by their scheme.
func byName(a, b *entry) int {
	order, _ := Compare(a.version, b.version)
	return cmp.Or(cmp.Compare(a.version.Scheme, b.version.Scheme), strings.Compare(a.version.Name, b.version.Name), order)
}

// Newest returns the newest release of the environment, "" when none is known: not one that nobody believes in (999.9.9 on
// one modified client), that came late and is older, or that was taken back.
func (h *History) Newest() string { return h.newest }

// OfRevision returns the release that was built from a commit: here, or else in another environment. A commit may be
// shortened to 7 or more digits.
func (h *History) OfRevision(commit string) (name string, found bool) {
	for _, p := range append([]place{h.here}, h.elsewhere...) {
		for _, e := range p.releases {
			if e.revision(commit) >= 0 {
				return e.Name, true
			}
		}
	}
	return "", false
}

// revision returns which of the builds of a release a commit made, -1 for none.
func (e *entry) revision(commit string) int {
	return slices.IndexFunc(e.Revisions, func(r Revision) bool { return sameCommit(r.ID, commit) })
}

// sameCommit says whether two names are of one commit: equal, or one begins with the other and has 7 digits at least.
func sameCommit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(a) >= 7 && strings.HasPrefix(strings.ToLower(b), strings.ToLower(a))
}

// version returns what the name of a release says.
func (h *History) version(name string) Version {
	if e := h.here.byName[name]; e != nil {
		return e.version
	}
	return ParseVersion(name)
}

// Knows says whether a release was seen in the environment.
func (h *History) Knows(name string) bool { return h.here.byName[name] != nil }
