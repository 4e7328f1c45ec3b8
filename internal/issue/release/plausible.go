package release

import "time"

// A release is settled when it was there for settledAfter and sent settledItems, and one part in settledPart of what its
// environment sent since it arrived. One modified client does not do that; a real release does within the hour.
const (
	settledAfter = time.Hour
	settledItems = 100
	settledPart  = 10
)

func (e *entry) settled() bool {
	return e.LastSeen.Sub(e.ArrivedAt) >= settledAfter && e.Share.Items >= settledItems && e.Share.Items*settledPart >= e.Share.Of
}

// markImplausible finds the releases of a group that are far above all that are settled and are not settled themselves.
// Before any is settled they are measured by the one with the most traffic.
func (g *group) markImplausible() {
	base := g.base()
	for _, e := range g.releases {
		e.implausible = !e.settled() && farAbove(e.version, base, e.ArrivedAt)
	}
}

// base returns the highest settled version of a group, else that of the release with the most traffic.
func (g *group) base() Version {
	var highest, heaviest *entry
	for _, e := range g.releases {
		if e.settled() && (highest == nil || rises(highest, e)) {
			highest = e
		}
		if heaviest == nil || e.Traffic > heaviest.Traffic {
			heaviest = e
		}
	}
	if highest != nil {
		return highest.version
	}
	return heaviest.version
}

// farAbove says whether nobody numbers releases like this: more than twice the first number and ten (4 to 19 is possible, 4
// to 99 is not), or ten times the second and a hundred. A date is too far when it is more than a year ahead.
func farAbove(v, base Version, arrived time.Time) bool {
	switch v.Scheme {
	case SchemeSemVer:
		return v.Numbers[0] > 2*base.Numbers[0]+10 ||
			v.Numbers[0] == base.Numbers[0] && v.Numbers[1] > 10*base.Numbers[1]+100
	case SchemeNumber:
		return v.Numbers[0] > 10*base.Numbers[0]+1000
	case SchemeCalendar:
		return !arrived.IsZero() && v.Numbers[0] > uint64(arrived.Year())+1
	}
	return false
}

// implausible says whether a release is not believed. One that the book does not know (its service has too many) is
// measured by the newest that is.
func (h *History) implausible(name string, seen time.Time) bool {
	if e := h.here.byName[name]; e != nil {
		return e.implausible
	}
	newest := h.here.byName[h.newest]
	v := ParseVersion(name)
	return newest != nil && v.Scheme == newest.version.Scheme && v.Name == newest.version.Name && farAbove(v, newest.version, seen)
}
