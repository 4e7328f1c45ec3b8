package event

import (
	"math"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// Finding is what a detector reported last of an issue.
type Finding struct {
	Tier     string `json:"tier"`
	Incident string `json:"incident"`
	Stream   string `json:"stream,omitempty"`
	// Until is nil while it lasts; Seconds is how long that has been.
	Onset     time.Time  `json:"onset"`
	LastEvent *time.Time `json:"last_event,omitempty"`
	Earliest  *time.Time `json:"earliest,omitempty"`
	DecidedAt time.Time  `json:"decided_at"`
	Until     *time.Time `json:"until,omitempty"`
	Seconds   int64      `json:"seconds"`
	// Summary is the figures in one sentence.
	Summary     string  `json:"summary"`
	Expected    float64 `json:"expected"`
	Seen        float64 `json:"seen"`
	MissingLow  float64 `json:"missing_low"`
	MissingHigh float64 `json:"missing_high"`
	// Ratio is the share that still comes. Evidence and Threshold are in nats, Budget in false alarms a year.
	Ratio       float64     `json:"ratio"`
	Evidence    float64     `json:"evidence"`
	Threshold   float64     `json:"threshold"`
	Budget      float64     `json:"budget"`
	Release     string      `json:"release,omitempty"`
	ReleaseSeen *time.Time  `json:"release_seen,omitempty"`
	Odds        float64     `json:"odds,omitempty"`
	Reference   *Reference  `json:"reference,omitempty"`
	RenamedTo   string      `json:"renamed_to,omitempty"`
	Children    []string    `json:"children,omitempty"`
	Series      *SeriesPlot `json:"series,omitempty"`
	Words       []string    `json:"words,omitempty"`
	// Latency is of an operation that became slower, nil for all else.
	Latency *Latency `json:"latency,omitempty"`
}

// Reference is the stream that went on meanwhile.
type Reference struct {
	Stream   string  `json:"stream"`
	Expected float64 `json:"expected"`
	Seen     float64 `json:"seen"`
}

// SeriesPlot is what was expected, with the band that holds 95 %, and what was seen, per step.
type SeriesPlot struct {
	Start       time.Time `json:"start"`
	StepSeconds float64   `json:"step_seconds"`
	Expected    []float64 `json:"expected"`
	Low         []float64 `json:"low"`
	High        []float64 `json:"high"`
	Seen        []float64 `json:"seen"`
}

// NewFinding returns the wire form of a finding, nil for none. Figures have three digits behind the point.
func NewFinding(f *issue.Finding) *Finding {
	if f == nil {
		return nil
	}
	w := &Finding{
		Tier: string(f.Tier), Incident: f.Incident, Stream: f.Stream,
		Onset: f.Onset.UTC(), LastEvent: timeOrNil(f.LastEvent), Earliest: timeOrNil(f.Earliest), DecidedAt: f.DecidedAt.UTC(),
		Until: timeOrNil(f.Until), Seconds: int64(f.Lasted() / time.Second), Summary: f.Summary(),
		Expected: figure(f.Expected), Seen: figure(f.Seen), MissingLow: figure(f.MissingLow), MissingHigh: figure(f.MissingHigh),
		Ratio: figure(f.Ratio), Evidence: figure(f.Evidence), Threshold: figure(f.Threshold), Budget: figure(f.Budget),
		Release: f.Release, ReleaseSeen: timeOrNil(f.ReleaseSeen), Odds: figure(f.Odds),
		RenamedTo: f.RenamedTo, Children: f.Children, Words: f.Words, Latency: newLatency(f.Latency),
	}
	if r := f.Reference; r != nil {
		w.Reference = &Reference{Stream: r.Stream, Expected: figure(r.Expected), Seen: figure(r.Seen)}
	}
	if s := f.Series; !s.IsZero() {
		w.Series = &SeriesPlot{
			Start: s.Start.UTC(), StepSeconds: s.Step.Seconds(),
			Expected: figures(s.Expected), Low: figures(s.Low), High: figures(s.High), Seen: figures(s.Seen),
		}
	}
	return w
}

func figure(x float64) float64 { return math.Round(x*1000) / 1000 }

func figures(all []float64) []float64 {
	rounded := make([]float64, len(all))
	for n, x := range all {
		rounded[n] = figure(x)
	}
	return rounded
}
