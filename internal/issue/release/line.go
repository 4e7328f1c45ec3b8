package release

import "time"

// group is the releases of one environment that can be compared: of one scheme and package, by arrival.
type group struct {
	scheme   Scheme
	releases []*entry
}

// groupsOf splits releases into those that can be compared, in order of the first arrival.
func groupsOf(releases []*entry) []*group {
	type key struct {
		scheme Scheme
		name   string
	}
	byKey := map[key]*group{}
	var all []*group
	for _, e := range releases {
		k := key{e.version.Scheme, e.version.Name}
		g := byKey[k]
		if g == nil {
			g = &group{scheme: k.scheme}
			byKey[k] = g
			all = append(all, g)
		}
		g.releases = append(g.releases, e)
	}
	return all
}

// aliveFor is how long a release may be silent, while its environment is not, before it counts as taken back.
const aliveFor = 7 * 24 * time.Hour

// top returns the newest release of a group: the highest that is plausible, was not taken back, and is no pre-release that
// few use; where names do not order, the last to arrive. Traffic does not decide: a backport is often heavier than what it
// is older than. nil when no release is plausible.
//
//	arrived   4.1.0   4.2.0   3.9.1   4.3.0   999.9.9   4.2.7   5.0.0-beta
//	traffic    9000    8000       3     700         2    9500           20
//	                                    top
func (g *group) top(now time.Time) *entry {
	var best *entry
	rank := 0
	for _, e := range g.releases {
		r := 3
		switch {
		case e.implausible:
			continue
		case now.Sub(e.LastSeen) > aliveFor:
			r = 1
		case e.version.Pre != "" && !e.settled():
			r = 2
		}
		if r > rank || r == rank && rises(best, e) {
			best, rank = e, r
		}
	}
	return best
}

func rises(before, after *entry) bool {
	order, ok := Compare(before.version, after.version)
	return !ok || order <= 0
}

// newestOf returns the top of the group that is in use: the one of which a settled release arrived last, so that a change of
// scheme (dates, then SemVer) is followed and one stray name is not. When none is settled yet, the one with the most traffic.
func newestOf(groups []*group) string {
	var newest string
	var since time.Time
	heaviest := int64(-1)
	var now time.Time // of the environment: when it last sent anything
	for _, g := range groups {
		for _, e := range g.releases {
			if e.LastSeen.After(now) {
				now = e.LastSeen
			}
		}
	}
	for _, g := range groups {
		top := g.top(now)
		if top == nil {
			continue
		}
		var settled time.Time
		weight := int64(0)
		for _, e := range g.releases {
			weight += e.Traffic
			if e.settled() && e.ArrivedAt.After(settled) {
				settled = e.ArrivedAt
			}
		}
		if settled.After(since) || settled.Equal(since) && weight > heaviest {
			newest, since, heaviest = top.Name, settled, weight
		}
	}
	return newest
}
