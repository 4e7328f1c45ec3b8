package issue

import (
	"cmp"
	"slices"
	"time"
)

// MaxSeries is how many points a Series has at most.
const MaxSeries = 96

// Finding is what a detector says about a stream, a service or an environment. It is kept with the issue as JSON: fields are
// only ever added. It is never changed in place.
type Finding struct {
	Kind Kind `json:"kind"`
	Tier Tier `json:"tier"`
	// Incident names what it is about, the same when it comes again. Stream is what people call the stream, "" for what is
	// about a service as a whole.
	Incident string `json:"incident"`
	Stream   string `json:"stream,omitempty"`
	// Onset is when it began, DecidedAt when it could be told, Earliest when anybody could have told it at this rate and
	// budget, LastEvent the last event before it, Until when it ended. Zero for what is not known, and for Until while it lasts.
	Onset     time.Time `json:"onset"`
	LastEvent time.Time `json:"last_event,omitzero"`
	Earliest  time.Time `json:"earliest,omitzero"`
	Until     time.Time `json:"until,omitzero"`
	DecidedAt time.Time `json:"decided_at"`
	// Expected and Seen are events since Onset; with 95 % the missing ones are between MissingLow and MissingHigh.
	Expected    float64 `json:"expected"`
	Seen        float64 `json:"seen"`
	MissingLow  float64 `json:"missing_low"`
	MissingHigh float64 `json:"missing_high"`
	// Ratio is the share of the expected events that still comes: 0 for silence.
	Ratio float64 `json:"ratio"`
	// Evidence and Threshold are in nats; Budget is in false alarms a year.
	Evidence  float64 `json:"evidence"`
	Threshold float64 `json:"threshold"`
	Budget    float64 `json:"budget"`
	// Release is the one that did it, "" when none is suspected; Odds are for it against chance.
	Release     string    `json:"release,omitempty"`
	ReleaseSeen time.Time `json:"release_seen,omitzero"`
	Odds        float64   `json:"odds,omitempty"`
	// Reference went on meanwhile; nil for none.
	Reference *Reference `json:"reference,omitempty"`
	// RenamedTo is the name under which it goes on.
	RenamedTo string `json:"renamed_to,omitempty"`
	// Children are the streams that stopped with it.
	Children []string `json:"children,omitempty"`
	Series   Series   `json:"series,omitzero"`
	// Latency is of an operation that became slower, nil for all else.
	Latency *Latency `json:"latency,omitempty"`
	// Words say why, one sentence each.
	Words []string `json:"words,omitempty"`
}

// Reference is a stream whose events are the attempts of another.
type Reference struct {
	Stream   string  `json:"stream"`
	Expected float64 `json:"expected"`
	Seen     float64 `json:"seen"`
}

// Series is for plotting: what was expected, with its 95 % band, and what was seen, each per Step. All have one length, at
// most MaxSeries.
type Series struct {
	Start    time.Time     `json:"start"`
	Step     time.Duration `json:"step"`
	Expected []float64     `json:"expected"`
	Low      []float64     `json:"low"`
	High     []float64     `json:"high"`
	Seen     []float64     `json:"seen"`
}

// IsZero says that there is nothing to plot.
func (s Series) IsZero() bool { return len(s.Seen) == 0 }

// Missing is how many events did not come, never below 0.
func (f *Finding) Missing() float64 { return max(f.Expected-f.Seen, 0) }

// Lasted is how long it lasted, or has lasted when it was last told.
func (f *Finding) Lasted() time.Duration {
	end := f.DecidedAt
	if !f.Until.IsZero() {
		end = f.Until
	}
	return max(end.Sub(f.Onset), 0)
}

// over returns the finding with what was said of it before and is not said again at its end.
func (f *Finding) over(known *Finding) *Finding {
	all := *f
	all.Kind, all.Tier, all.Stream = cmp.Or(f.Kind, known.Kind), cmp.Or(f.Tier, known.Tier), cmp.Or(f.Stream, known.Stream)
	if f.Release == "" {
		all.Release, all.ReleaseSeen, all.Odds = known.Release, known.ReleaseSeen, known.Odds
	}
	if f.Reference == nil {
		all.Reference = known.Reference
	}
	if f.RenamedTo == "" {
		all.RenamedTo = known.RenamedTo
	}
	if len(f.Children) == 0 {
		all.Children = known.Children
	}
	if f.Series.IsZero() {
		all.Series = known.Series
	}
	all.Latency = f.Latency.over(known.Latency)
	if len(f.Words) == 0 {
		all.Words = known.Words
	}
	if f.Earliest.IsZero() {
		all.Earliest = known.Earliest
	}
	return &all
}

// brings says whether a report of something that is told already is worth being kept: it was decided later, and names
// something else or says so after every. A detector that begins anew after a crash reports what it has reported before;
// that brings nothing.
func (f *Finding) brings(known *Finding, every time.Duration) bool {
	switch {
	case known == nil:
		return true
	case !f.DecidedAt.After(known.DecidedAt):
		return false
	case f.Incident != known.Incident, f.Latency.answer() != known.Latency.answer(), f.Tier != known.Tier, f.Release != known.Release, f.RenamedTo != known.RenamedTo,
		!slices.Equal(f.Children, known.Children), f.Missing() >= 10*known.Missing() && f.Missing() > 0:
		return true
	}
	return f.DecidedAt.Sub(known.DecidedAt) >= every
}
