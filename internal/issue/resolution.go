package issue

import (
	"errors"
	"fmt"
	"time"
)

// ErrInvalid says that what a person asked for is incomplete or contradicts itself, whatever the state of
// the issue is. The message says what to give.
var ErrInvalid = errors.New("this cannot be done")

// maxNameBytes bounds what people name: assignees, releases, commits.
const maxNameBytes = 200

func checkName(what, name string) error {
	if len(name) > maxNameBytes {
		return fmt.Errorf("%w: the %s has %d bytes, %d is the most", ErrInvalid, what, len(name), maxNameBytes)
	}
	return nil
}

// Scope says which occurrences a resolution covers.
type Scope uint8

// The scopes.
const (
	// ScopeNow: the fix is in the newest release at the time of the resolution and in what comes after.
	ScopeNow Scope = iota + 1
	// ScopeRelease: the fix is in the release that was named and in what comes after.
	ScopeRelease
	// ScopeNextRelease: the fix is in what comes after the newest release at the time of the resolution.
	ScopeNextRelease
	// ScopeCommit: the fix is in the first release with this commit and in what comes after.
	ScopeCommit
	// ScopeQuiet: nobody claimed a fix, the issue was not seen for long.
	ScopeQuiet
	// ScopeRecovered: nobody claimed a fix, the detector that found it reports that it is over.
	ScopeRecovered
)

var scopeNames = map[Scope]string{
	ScopeNow: "now", ScopeRelease: "release", ScopeNextRelease: "next_release", ScopeCommit: "commit", ScopeQuiet: "quiet",
	ScopeRecovered: "recovered",
}

// String returns the name used by the API, the events and the store.
func (s Scope) String() string {
	if name, ok := scopeNames[s]; ok {
		return name
	}
	return "unknown"
}

// ParseScope is the inverse of Scope.String.
func ParseScope(text string) (Scope, error) {
	for s, name := range scopeNames {
		if name == text {
			return s, nil
		}
	}
	return 0, fmt.Errorf("unknown scope %q: use now, release, next_release, commit, quiet or recovered", text)
}

// Resolution says since when, and in which code, the cause of an issue is gone. The zero value is that of an
// issue that is not resolved, and of one that was removed for space while nobody knew better.
type Resolution struct {
	Scope Scope
	At    time.Time
	// Release is for ScopeRelease the one that holds the fix; for ScopeNow and ScopeNextRelease the newest of
	// the environment at At, "" when none was known; for ScopeCommit the first release with the commit, ""
	// until it was seen.
	Release string
	// Commit is that of ScopeCommit.
	Commit string
}

// check returns what a person may ask for: only what belongs to the scope, which is ScopeNow by default.
func (r Resolution) check() (Resolution, error) {
	if err := errors.Join(checkName("release", r.Release), checkName("commit", r.Commit)); err != nil {
		return r, err
	}
	switch r.Scope {
	case 0, ScopeNow:
		return Resolution{Scope: ScopeNow, Release: r.Release}, nil
	case ScopeNextRelease:
		return Resolution{Scope: ScopeNextRelease, Release: r.Release}, nil
	case ScopeRelease:
		if r.Release == "" {
			return r, fmt.Errorf("%w: name the release that holds the fix", ErrInvalid)
		}
		return Resolution{Scope: ScopeRelease, Release: r.Release}, nil
	case ScopeCommit:
		if r.Commit == "" {
			return r, fmt.Errorf("%w: name the commit that holds the fix", ErrInvalid)
		}
		return Resolution{Scope: ScopeCommit, Release: r.Release, Commit: r.Commit}, nil
	}
	return r, fmt.Errorf("%w: a person resolves now, in a release, in the next release or in a commit, not %s", ErrInvalid, r.Scope)
}

// says tells whether a resolution that somebody made claims the same as another, at whatever time.
func (r Resolution) says(other Resolution) bool {
	switch r.Scope {
	case ScopeRelease:
		return other.Scope == r.Scope && other.Release == r.Release
	case ScopeCommit:
		return other.Scope == r.Scope && other.Commit == r.Commit
	}
	return other.Scope == r.Scope
}
