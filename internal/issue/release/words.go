package release

import (
	"fmt"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// words says a proof in one sentence for people.
func (h *History) words(p *issue.Proof) string {
	seen := "seen in " + p.Release
	switch p.Verdict {
	case issue.VerdictForgotten:
		return "seen again after its record had been removed for space: how it was resolved is not known"
	case issue.VerdictLate:
		return fmt.Sprintf("happened %s the issue was resolved: it was under way", distance(p.SeenAt, p.Fix.At))
	case issue.VerdictAfterQuiet:
		return fmt.Sprintf("seen %s the issue was resolved for being quiet; nobody had claimed a fix", distance(p.SeenAt, p.Fix.At))
	case issue.VerdictAfterResolution:
		return fmt.Sprintf("seen %s the issue was resolved; no release was known then", distance(p.SeenAt, p.Fix.At))
	case issue.VerdictReleaseUnknown:
		return "seen without a release, in a service that names its releases: it may be an old one"
	case issue.VerdictFixNotReleased:
		return h.notReleased(p)
	case issue.VerdictImplausibleRelease:
		return fmt.Sprintf("%s, which is far above %s, the newest of %s, and has %s of its traffic", seen, h.newest, h.here.environment, h.share(p.Release))
	case issue.VerdictStraggler:
		return fmt.Sprintf("%s: an old client or a backport, which arrived in %s %s %s, and comes before that",
			seen, h.here.environment, distance(p.ReleaseArrived, p.FixArrived), h.fix(p))
	case issue.VerdictOrderUnknown:
		if p.Release == p.Fix.Release {
			return seen + ", which was published again, and an earlier build of it still runs"
		}
		return fmt.Sprintf("%s, and nothing tells whether it came before or after %s", seen, h.fix(p))
	case issue.VerdictHoldsFix, issue.VerdictOldRelease:
		return seen + h.order(p)
	}
	return ""
}

// order says how the release of a proof stands to that of its fix.
func (h *History) order(p *issue.Proof) string {
	word := "after"
	if p.Verdict == issue.VerdictOldRelease {
		word = "before"
	}
	switch {
	case p.Release == p.Fix.Release:
		return strings.TrimPrefix(h.fix(p), p.Fix.Release)
	case p.FixArrived.IsZero() && p.OrderedBy == issue.OrderArrival,
		p.Verdict == issue.VerdictOldRelease && p.OrderedBy == issue.OrderArrival && p.ReleaseArrived.After(p.FixArrived):
		return fmt.Sprintf(", which arrived in %s %s the issue was resolved", h.here.environment, distance(p.ReleaseArrived, p.Fix.At))
	case p.OrderedBy == issue.OrderSemVer:
		return fmt.Sprintf(", which comes %s %s", word, h.fix(p))
	case p.OrderedBy == issue.OrderOtherEnvironment:
		return fmt.Sprintf(", which arrived in other environments %s %s", word, h.fix(p))
	}
	return fmt.Sprintf(", which arrived in %s %s %s", h.here.environment, distance(p.ReleaseArrived, p.FixArrived), h.fix(p))
}

func (h *History) notReleased(p *issue.Proof) string {
	switch {
	case p.Fix.Scope == issue.ScopeNextRelease:
		return "the issue is resolved in the next release, and no release has arrived since"
	case p.Fix.Release == "":
		return fmt.Sprintf("no release built from %s, the commit with the fix, has arrived in %s", p.Fix.Commit, h.here.environment)
	}
	return fmt.Sprintf("%s, has not arrived in %s", h.fix(p), h.here.environment)
}

// fix names the release of a resolution and what it is.
func (h *History) fix(p *issue.Proof) string {
	switch p.Fix.Scope {
	case issue.ScopeNextRelease, issue.ScopeNow:
		return p.Fix.Release + ", the newest when the issue was resolved"
	case issue.ScopeCommit:
		return fmt.Sprintf("%s, the release with the fix (%s)", p.Fix.Release, p.Fix.Commit)
	}
	return p.Fix.Release + ", the release with the fix"
}

// share is the part of a release in the traffic since it arrived.
func (h *History) share(name string) string {
	e := h.here.byName[name]
	if e == nil || e.Share.Of == 0 {
		return "no part"
	}
	return fmt.Sprintf("%.2g %%", 100*float64(e.Share.Items)/float64(e.Share.Of))
}

// distance says how long before or after another time a time is: "2 days after".
func distance(t, of time.Time) string {
	d, word := t.Sub(of), "after"
	if d < 0 {
		d, word = -d, "before"
	}
	const day = 24 * time.Hour
	for _, unit := range []struct {
		name string
		of   time.Duration
	}{{"day", day}, {"hour", time.Hour}, {"minute", time.Minute}, {"second", time.Second}} {
		if n := d / unit.of; n > 1 {
			return fmt.Sprintf("%d %ss %s", n, unit.name, word)
		} else if n == 1 {
			return fmt.Sprintf("1 %s %s", unit.name, word)
		}
	}
	if d == 0 {
		return "just when"
	}
	return "less than a second " + word
}
