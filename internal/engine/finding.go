package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
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

// Finding is what a detector reports, with whom it is about.
type Finding struct {
	Identity issue.Identity
	// Event is issue.EventAlarm or issue.EventRecover.
	Event issue.EventType
	issue.Finding
}

// findingOf translates what the flatline detector found into what is told of it. ok is false for what is told to nobody: a
// finding about a stream that is too new to be believed.
//
// All texts come from telemetry: they are scrubbed.
func findingOf(f *flatline.Finding, scrubber *scrub.Scrubber) (found Finding, ok bool) {
	switch f.Phase {
	case flatline.PhaseBegan, flatline.PhaseWentOn:
		found.Event = issue.EventAlarm
	case flatline.PhaseRecovered:
		found.Event = issue.EventRecover
	default:
		return Finding{}, false
	}
	name := func(s string) string { return cut(scrubber.Name(s), maxNameBytes) }
	text := func(s string) string { return cut(scrubber.Text(s), maxNameBytes) }
	found.Finding = issue.Finding{
		Kind: issue.Kind(f.Kind.String()), Tier: issue.Tier(f.Tier.String()), Incident: incidentOf(f.Incident, scrubber), Stream: text(f.Stream),
		Onset: utc(f.Onset), LastEvent: utc(f.LastEvent), Earliest: utc(f.Earliest), Until: utc(f.Until), DecidedAt: utc(f.At),
		Expected: finite(f.Expected), Seen: finite(f.Seen), MissingLow: finite(f.MissingLow), MissingHigh: finite(f.MissingHigh),
		Ratio: finite(f.Ratio), Evidence: finite(f.Evidence), Threshold: finite(f.Threshold), Budget: finite(f.Budget),
		Release: name(f.Release), ReleaseSeen: utc(f.ReleaseSeen), Odds: finite(f.Odds),
		RenamedTo: text(f.RenamedTo), Children: all(f.Children, maxChildren, text),
		Words: all(f.Words, maxWords, func(s string) string { return cut(scrubber.Text(s), maxWordBytes) }), Series: seriesOf(&f.Series),
	}
	if f.Reference != "" {
		found.Reference = &issue.Reference{Stream: text(f.Reference), Expected: finite(f.ReferenceExpected), Seen: finite(f.ReferenceSeen)}
	}
	found.Identity = issue.NewFindingIdentity(found.Kind, name(f.Key.Namespace), name(f.Key.Service), name(f.Key.Environment), found.Incident)
	return found, true
}

// incidentOf is the name of an incident as it may be kept. What scrubbing or cutting changed has a digest of what it was at its end, so
// that two incidents stay two.
func incidentOf(incident string, scrubber *scrub.Scrubber) string {
	clean := cut(scrubber.Text(incident), maxNameBytes)
	if clean == incident {
		return incident
	}
	sum := sha256.Sum256([]byte(incident))
	return clean + "#" + hex.EncodeToString(sum[:8])
}

// seriesOf keeps the latest steps, of which all figures are known.
func seriesOf(s *flatline.Series) issue.Series {
	n := min(len(s.Expected), len(s.Low), len(s.High), len(s.Seen))
	from := max(n-issue.MaxSeries, 0)
	if n == 0 || s.Step <= 0 {
		return issue.Series{}
	}
	keep := func(all []float64) []float64 {
		kept := slices.Clone(all[from:n])
		for i, x := range kept {
			kept[i] = finite(x)
		}
		return kept
	}
	return issue.Series{
		Start: utc(s.Start.Add(time.Duration(from) * s.Step)), Step: s.Step,
		Expected: keep(s.Expected), Low: keep(s.Low), High: keep(s.High), Seen: keep(s.Seen),
	}
}

// all makes each of the first texts fit, nil when there is none.
func all(texts []string, limit int, fit func(string) string) (kept []string) {
	for _, s := range texts[:min(len(texts), limit)] {
		kept = append(kept, fit(s))
	}
	return kept
}

// utc is a time as the store returns it: without a zone and a monotonic clock.
func utc(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.Round(0).UTC()
}

// maxFigure is beyond all that is counted, and below what JSON loses.
const maxFigure = 1e15

// finite replaces what JSON has no word for.
func finite(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return min(max(x, -maxFigure), maxFigure)
}

func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "")
}
