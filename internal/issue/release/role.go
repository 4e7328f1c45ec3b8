package release

import "time"

// Role is what a release is among those of its environment.
type Role uint8

// The roles.
const (
	RoleNewest      Role = iota + 1 // what others are measured by
	RoleOlder                       // comes before the newest
	RoleNewer                       // comes after it and is not taken for it: a pre-release that few use, or silent for long
	RoleStraggler                   // arrived after a higher one: an old client, or a backport
	RoleImplausible                 // far above what the environment runs
	RoleUnordered                   // nothing tells
)

var roleNames = [...]string{"unknown", "newest", "older", "newer", "straggler", "implausible", "unordered"}

// String returns the name that the API uses.
func (r Role) String() string {
	if int(r) < len(roleNames) {
		return roleNames[r]
	}
	return roleNames[0]
}

// Known is a release of an environment with its role.
type Known struct {
	Release
	Role Role
}

// Known returns the releases of the environment, the last to arrive first.
func (h *History) Known() []Known {
	all := make([]Known, 0, len(h.here.releases))
	for i := len(h.here.releases) - 1; i >= 0; i-- {
		e := h.here.releases[i]
		all = append(all, Known{Release: e.Release, Role: h.role(e)})
	}
	return all
}

func (h *History) role(e *entry) Role {
	switch {
	case e.implausible:
		return RoleImplausible
	case e.Name == h.newest:
		return RoleNewest
	case h.cameLate(e):
		return RoleStraggler
	}
	switch r, _ := h.relate(e.Name, h.newest, time.Time{}); r {
	case after:
		return RoleNewer
	case before, straggler:
		return RoleOlder
	}
	return RoleUnordered
}

// cameLate says of a release that a higher one, which is believed, had arrived before it.
func (h *History) cameLate(e *entry) bool {
	for _, other := range h.here.releases {
		order, comparable := Compare(other.version, e.version)
		if !comparable || order <= 0 || other.implausible {
			continue
		}
		if r, _ := h.here.arrivals(e.Name, other.Name); r == after {
			return true
		}
	}
	return false
}

// LastGood returns the newest of the releases that are older than one in which an error was seen and in which it was
// not seen, "" when there is none. Those older than since are left out, unless that is "".
func (h *History) LastGood(bad, since string, seen func(release string) bool) string {
	good := ""
	for _, e := range h.here.releases {
		if e.implausible || seen(e.Name) || !h.Older(e.Name, bad) || since != "" && h.Older(e.Name, since) {
			continue
		}
		if good == "" || h.Older(good, e.Name) {
			good = e.Name
		}
	}
	return good
}
