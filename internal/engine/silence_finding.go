package engine

import (
	"math"
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
	"github.com/tidemark-otel/tidemark/internal/issue"
)

// Finding is what a detector reports, with whom it is about.
type Finding struct {
	Identity issue.Identity
	// Event is issue.EventAlarm or issue.EventRecover.
	Event issue.EventType
	issue.Finding
}

// silenceFindingOf translates what the flatline detector found into what is told of it. ok is false for what is told to nobody.
func silenceFindingOf(f *flatline.Finding, scrubber *scrub.Scrubber) (found Finding, ok bool) {
	if found.Event, ok = eventOf(f.Phase); !ok {
		return Finding{}, false
	}
	w := wording{scrubber}
	found.Finding = issue.Finding{
		Kind: issue.Kind(f.Kind.String()), Tier: issue.Tier(f.Tier.String()), Incident: w.incident(f.Incident), Stream: w.text(f.Stream),
		Onset: utc(f.Onset), LastEvent: utc(f.LastEvent), Earliest: utc(f.Earliest), Until: utc(f.Until), DecidedAt: utc(f.At),
		Expected: finite(f.Expected), Seen: finite(f.Seen), MissingLow: finite(f.MissingLow), MissingHigh: finite(f.MissingHigh),
		Ratio: finite(f.Ratio), Evidence: finite(f.Evidence), Threshold: finite(f.Threshold), Budget: finite(f.Budget),
		Release: w.name(f.Release), ReleaseSeen: utc(f.ReleaseSeen), Odds: finite(f.Odds),
		RenamedTo: w.text(f.RenamedTo), Children: w.children(f.Children), Words: w.words(f.Words), Series: seriesOf(&f.Series),
	}
	if f.Reference != "" {
		found.Reference = &issue.Reference{Stream: w.text(f.Reference), Expected: finite(f.ReferenceExpected), Seen: finite(f.ReferenceSeen)}
	}
	found.Identity = issue.NewFindingIdentity(found.Kind, w.name(f.Key.Namespace), w.name(f.Key.Service), w.name(f.Key.Environment), found.Incident)
	return found, true
}

// seriesOf keeps the latest steps, of which all figures are known.
func seriesOf(s *flatline.Series) issue.Series {
	n := min(len(s.Expected), len(s.Low), len(s.High), len(s.Seen))
	from := max(n-issue.MaxSeries, 0)
	if n == 0 || s.Step <= 0 {
		return issue.Series{}
	}
	return issue.Series{
		Start: utc(s.Start.Add(time.Duration(from) * s.Step)), Step: s.Step,
		Expected: finites(s.Expected[from:n]), Low: finites(s.Low[from:n]), High: finites(s.High[from:n]), Seen: finites(s.Seen[from:n]),
	}
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

func finites(figures []float64) []float64 {
	all := slices.Clone(figures)
	for n, x := range all {
		all[n] = finite(x)
	}
	return all
}
