package release

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// Occurrence is what of an error matters to the question whether a fix holds.
type Occurrence struct {
	// Release is the one it was seen in, "" for none.
	Release string
	// Time is when it happened, as far as its sender is believed; ReceivedAt is when it came.
	Time, ReceivedAt time.Time
}

// Judge says whether an occurrence of a resolved issue means that it is open again. It reopens on evidence only: what cannot
// be ordered leaves the issue resolved, is counted, and its proof says why.
func (h *History) Judge(fix issue.Resolution, o Occurrence) issue.Proof {
	if fix.Scope == issue.ScopeCommit && fix.Release == "" {
		fix.Release, _ = h.OfRevision(fix.Commit)
	}
	if fix.Release == "" && (fix.Scope == issue.ScopeNow || fix.Scope == issue.ScopeNextRelease) {
		fix.Release = h.newestAt(fix.At)
	}
	p := issue.Proof{Release: o.Release, Fix: fix, SeenAt: o.Time}
	if e := h.here.byName[o.Release]; e != nil {
		p.ReleaseArrived = e.ArrivedAt
	}
	if e := h.here.byName[fix.Release]; e != nil {
		p.FixArrived = e.ArrivedAt
	}
	p.Verdict, p.OrderedBy = h.verdict(&p, o)
	p.Words = h.words(&p)
	return p
}

// newestAt returns the newest of the releases that had arrived by a time, "" when none had. A resolution that names none,
// as those from before releases were recorded with them, was made in a service that may have had some.
func (h *History) newestAt(at time.Time) string {
	var then []Release
	for _, e := range h.here.releases {
		if e.ArrivedAt.After(at) {
			continue
		}
		r := e.Release
		if r.LastSeen.After(at) {
			r.LastSeen = at
		}
		then = append(then, r)
	}
	return New(h.here.environment, then, nil).newest
}

func (h *History) verdict(p *issue.Proof, o Occurrence) (issue.Verdict, string) {
	fix := &p.Fix
	switch {
	case fix.Scope == 0:
		return issue.VerdictForgotten, ""
	case !o.Time.After(fix.At):
		return issue.VerdictLate, ""
	case fix.Scope == issue.ScopeQuiet:
		return issue.VerdictAfterQuiet, ""
	case fix.Scope == issue.ScopeCommit && fix.Release == "":
		return issue.VerdictFixNotReleased, ""
	case o.Release == "" && (fix.Release != "" || len(h.here.releases) > 0):
		return issue.VerdictReleaseUnknown, ""
	case fix.Release == "":
		return h.withoutRelease(p)
	case o.Release == fix.Release && fix.Scope == issue.ScopeNextRelease:
		return issue.VerdictOldRelease, ""
	case o.Release == fix.Release:
		return h.sameRelease(fix, o), ""
	}
	switch r, by := h.relate(o.Release, fix.Release, o.ReceivedAt); r {
	case after:
		switch {
		case h.beforeItWasMade(p, by):
			return issue.VerdictFixNotReleased, ""
		case p.Fix.Scope != issue.ScopeRelease && p.Fix.Scope != issue.ScopeCommit && !p.ReleaseArrived.IsZero() && !p.ReleaseArrived.After(fix.At):
			// It was there and was not the newest: a beta, or one that was taken back.
			return issue.VerdictOldRelease, issue.OrderArrival
		}
		return issue.VerdictHoldsFix, by
	case before:
		return issue.VerdictOldRelease, by
	case straggler:
		return issue.VerdictStraggler, by
	case implausible:
		return issue.VerdictImplausibleRelease, by
	}
	return h.unordered(p)
}

// withoutRelease judges where no release was known when the issue was resolved.
func (h *History) withoutRelease(p *issue.Proof) (issue.Verdict, string) {
	switch {
	case p.Release != "" && p.ReleaseArrived.After(p.Fix.At):
		return issue.VerdictHoldsFix, issue.OrderArrival // releases are named since, and this one is one of them
	case p.Fix.Scope == issue.ScopeNextRelease:
		return issue.VerdictFixNotReleased, ""
	}
	return issue.VerdictAfterResolution, ""
}

// sameRelease judges what was seen in the release with the fix. When that was published again, from another revision, and
// an earlier build still runs, nothing tells which of them it was.
func (h *History) sameRelease(fix *issue.Resolution, o Occurrence) issue.Verdict {
	e := h.here.byName[o.Release]
	if e == nil || len(e.Revisions) < 2 {
		return issue.VerdictHoldsFix
	}
	holds := len(e.Revisions) - 1
	if i := e.revision(fix.Commit); fix.Scope == issue.ScopeCommit && i >= 0 {
		holds = i
	}
	for _, earlier := range e.Revisions[:holds] {
		if !earlier.LastSeen.Before(o.Time.Truncate(time.Minute)) {
			return issue.VerdictOrderUnknown
		}
	}
	return issue.VerdictHoldsFix
}

// beforeItWasMade says of a release that is higher than one with a fix which never arrived here: it ran already when somebody
// said that the fix will come in the other. 2.0.0 does not hold what 1.9.5 is going to fix.
func (h *History) beforeItWasMade(p *issue.Proof, by string) bool {
	return by == issue.OrderSemVer && p.FixArrived.IsZero() &&
		!p.ReleaseArrived.IsZero() && !p.ReleaseArrived.After(p.Fix.At) &&
		!sameLine(h.version(p.Release), h.version(p.Fix.Release))
}

// unordered judges where nothing orders the two releases.
func (h *History) unordered(p *issue.Proof) (issue.Verdict, string) {
	if !p.FixArrived.IsZero() || p.ReleaseArrived.IsZero() {
		return issue.VerdictOrderUnknown, ""
	}
	if p.Fix.Scope == issue.ScopeRelease || p.Fix.Scope == issue.ScopeCommit {
		return issue.VerdictFixNotReleased, ""
	}
	// The newest of that time is not in the book any more. It had arrived when the issue was resolved.
	if p.ReleaseArrived.After(p.Fix.At) {
		return issue.VerdictHoldsFix, issue.OrderArrival
	}
	return issue.VerdictOldRelease, issue.OrderArrival
}
