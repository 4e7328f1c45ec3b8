package grouping

import "github.com/tidemark-otel/tidemark/internal/exception"

// Role says what an exception of a chain counts for.
type Role uint8

// The roles.
const (
	RoleCounted    Role = iota // type, message and frames count
	RoleGroup                  // it is a group of several kinds, which count as a set, and counts itself
	RoleWrapper                // it wraps what decides, and says nothing of its own
	RoleSuppressed             // it was suppressed by what decides
	RoleAlike                  // another member of its group says the same
	RoleSeenOnce               // its group is not complete, and no other member that was shown says the same
)

var roleNames = [...]string{
	RoleCounted:    "counts",
	RoleGroup:      "group",
	RoleWrapper:    "wrapper",
	RoleSuppressed: "suppressed",
	RoleAlike:      "like_another_member",
	RoleSeenOnce:   "seen_once_in_a_group_not_complete",
}

// String returns the name used in explanations and the API.
func (r Role) String() string {
	if int(r) >= len(roleNames) {
		return "unknown"
	}
	return roleNames[r]
}

// The methods below are called while counting. On a nil Account they do nothing.

func (a *Account) role(i int, r Role) {
	if a != nil {
		a.Roles[i] = r
	}
}

// aside is for an exception that does not count, nor anything under it.
func (a *Account) aside(chain []exception.Exception, i int, r Role) {
	if a == nil {
		return
	}
	for j := i; j >= 0 && (j == i || chain[j].Depth > chain[i].Depth); j-- {
		a.Roles[j], a.current = r, j
		a.allFrames(&chain[j], VerdictAside)
	}
}

// allFrames gives one verdict on all frames of the exception being counted.
func (a *Account) allFrames(e *exception.Exception, v Verdict) {
	if a == nil {
		return
	}
	a.Frames[a.current] = make([]FrameAccount, len(e.Stack.Frames))
	for j := range a.Frames[a.current] {
		a.Frames[a.current][j].Verdict = v
	}
}

// keep leaves the account of the exceptions with these indices, all when it is nil.
func (a *Account) keep(kept []int, decider int) {
	if a == nil {
		return
	}
	if a.Decider = decider; kept == nil {
		return
	}
	frames, roles := a.Frames, a.Roles
	a.Frames, a.Roles, a.Decider = nil, nil, len(kept)-1
	for n, i := range kept {
		a.Frames, a.Roles = append(a.Frames, frames[i]), append(a.Roles, roles[i])
		if i == decider {
			a.Decider = n
		}
	}
}
