package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/detect/report"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
	"github.com/tidemark-otel/tidemark/internal/issue"
)

// How much of a finding is kept: it is stored with its issue and sent with each change.
const (
	maxChildren  = 50
	maxWords     = 20
	maxWordBytes = 500
	maxNameBytes = 200
)

// eventOf is what a finding in a phase is to its issue. ok is false for what is told to nobody: it is about something too new to be
// believed.
func eventOf(p report.Phase) (event issue.EventType, ok bool) {
	switch p {
	case report.PhaseBegan, report.PhaseWentOn:
		return issue.EventAlarm, true
	case report.PhaseRecovered:
		return issue.EventRecover, true
	}
	return 0, false
}

// wording makes the texts of a finding fit to be kept. All of them come from telemetry: they are scrubbed and cut.
type wording struct{ scrubber *scrub.Scrubber }

// name is for what names a service or a release, text for all else that is short.
func (w wording) name(s string) string { return cut(w.scrubber.Name(s), maxNameBytes) }
func (w wording) text(s string) string { return cut(w.scrubber.Text(s), maxNameBytes) }

// incident is the name of an incident. What scrubbing or cutting changed has a digest of what it was at its end, so that two incidents
// stay two.
func (w wording) incident(s string) string {
	clean := w.text(s)
	if clean == s {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return clean + "#" + hex.EncodeToString(sum[:8])
}

// children are the names of what is in the same incident.
func (w wording) children(all []string) []string { return fitted(all, maxChildren, w.text) }

// words are sentences that say why.
func (w wording) words(all []string) []string {
	return fitted(all, maxWords, func(s string) string { return cut(w.scrubber.Text(s), maxWordBytes) })
}

// fitted makes each of the first texts fit, nil when there is none.
func fitted(texts []string, limit int, fit func(string) string) (kept []string) {
	for _, s := range texts[:min(len(texts), limit)] {
		kept = append(kept, fit(s))
	}
	return kept
}

func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "")
}
