package flatline

import "time"

// Shares of the expected that still come: up to low a stream has collapsed, up to stopped it has ended but for strays.
const (
	low     = 0.15
	stopped = 0.05
	// quietDay is what a holiday may leave.
	quietDay = 0.35
)

// flow is events since Onset, expected and seen, and the last of them; zero when that is not known.
type flow struct {
	expected, seen float64
	last           time.Time
}

func (j *judgement) flow(s Subject) flow {
	return flow{counted(s.Expected), counted(s.Seen), s.Last}
}

// entries are the entry spans of the service, without those of the subject unless there are no others.
func (j *judgement) entries() flow {
	if j.own == nil {
		return flow{}
	}
	f := flow{counted(j.own.Expected), counted(j.own.Seen), j.own.LastEntry}
	if rest := f.expected - counted(j.Subject.Expected); j.Subject.Entry && rest >= enough {
		f.expected, f.seen = rest, max(0, f.seen-counted(j.Subject.Seen))
	}
	return f
}

// rateOf is expected events per hour since Onset.
func (j *judgement) rateOf(f flow) float64 {
	return f.expected / max(j.until.Sub(j.Onset).Hours(), block.Hours())
}

// known says that enough was expected to tell anything.
func (f flow) known() bool { return f.expected >= enough }

// ended says that nothing comes any more, since about Onset. It looks at what was due after the last event: between Onset,
// which is the last event of the subject, and the moment when all stopped, a busier stream goes on for a while.
func (j *judgement) ended(f flow) bool {
	const due = 9 // on a quiet day with a third of the traffic by chance once in 20, else once in 8,000
	return !f.last.IsZero() && j.rateOf(f)*j.until.Sub(f.last).Hours() >= due && j.withSubject(f)
}

// collapsed says that hardly any of the expected events came, that this is no chance, and that it began about Onset.
func (j *judgement) collapsed(f flow) bool {
	return f.known() && (j.ended(f) || f.seen <= low*f.expected && atMost(f.seen, quietDay*f.expected) < 0.001 &&
		(f.seen > 0 || f.last.IsZero() || j.withSubject(f)))
}

func (j *judgement) withSubject(f flow) bool { return together(j.Onset, j.rate, f.last, j.rateOf(f)) }

// left is the share of the expected events that still comes.
func (j *judgement) left(f flow) float64 {
	if j.ended(f) {
		return 0
	}
	return portion(f.seen, f.expected)
}
