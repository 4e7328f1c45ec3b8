package event

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

const (
	// MaxHistory is how many steps of an issue a document tells.
	MaxHistory = 10
	// maxHistoryComment is how much of the comment of each it tells, in bytes.
	maxHistoryComment = 500
)

// Resolution says in which code the cause of a resolved issue is gone.
type Resolution struct {
	Scope   string    `json:"scope"`
	At      time.Time `json:"at"`
	Release string    `json:"release,omitempty"`
	Commit  string    `json:"commit,omitempty"`
}

// Mute says how the silence of a muted issue ends. The first condition that is reached ends it.
type Mute struct {
	At time.Time `json:"at"`
	// Ends is when it ends at the latest.
	Ends        time.Time `json:"ends"`
	Count       int64     `json:"count,omitempty"`
	RateCount   int64     `json:"rate_count,omitempty"`
	RatePer     string    `json:"rate_per,omitempty"`
	Users       int64     `json:"users,omitempty"`
	NextRelease bool      `json:"next_release,omitempty"`
	Escalation  bool      `json:"escalation,omitempty"`
	Release     string    `json:"release,omitempty"`
	// Meanwhile is how many came since.
	Meanwhile int64 `json:"meanwhile"`
}

// Proof says why a resolved issue is open again, or a mute until the next release is over.
type Proof struct {
	Verdict        string      `json:"verdict"`
	Words          string      `json:"words"`
	Release        string      `json:"release,omitempty"`
	SeenAt         time.Time   `json:"seen_at"`
	Fix            *Resolution `json:"fix,omitempty"`
	ReleaseArrived *time.Time  `json:"release_arrived,omitempty"`
	FixArrived     *time.Time  `json:"fix_arrived,omitempty"`
	OrderedBy      string      `json:"ordered_by,omitempty"`
}

// Step is what happened to the issue before, the newest first and this change among it.
type Step struct {
	Version int64 `json:"version"`
	// Kind is "" when nobody was told.
	Kind    string    `json:"kind,omitempty"`
	At      time.Time `json:"at"`
	From    string    `json:"from,omitempty"`
	To      string    `json:"to"`
	Reason  string    `json:"reason"`
	Actor   string    `json:"actor"`
	Comment string    `json:"comment,omitempty"`
}

// NewResolution returns the wire form of a resolution, nil for none.
func NewResolution(r issue.Resolution) *Resolution {
	if r.Scope == 0 {
		return nil
	}
	return &Resolution{Scope: r.Scope.String(), At: r.At.UTC(), Release: r.Release, Commit: r.Commit}
}

// NewMute returns the wire form of the mute of an issue, nil for none.
func NewMute(i *issue.Issue) *Mute {
	m := i.Mute
	if m == nil {
		return nil
	}
	w := &Mute{
		At: m.At.UTC(), Ends: m.Ends().UTC(), Count: m.Count, RateCount: m.Rate.Count, Users: m.Users,
		NextRelease: m.NextRelease, Escalation: m.Escalation, Release: m.Release, Meanwhile: i.Meanwhile(),
	}
	switch m.Rate.Per {
	case time.Hour:
		w.RatePer = "hour"
	case 24 * time.Hour:
		w.RatePer = "day"
	}
	return w
}

// NewProof returns the wire form of a proof, nil for none.
func NewProof(p *issue.Proof) *Proof {
	if p == nil {
		return nil
	}
	return &Proof{
		Verdict: p.Verdict.String(), Words: p.Words, Release: p.Release, SeenAt: p.SeenAt.UTC(), Fix: NewResolution(p.Fix),
		ReleaseArrived: timeOrNil(p.ReleaseArrived), FixArrived: timeOrNil(p.FixArrived), OrderedBy: p.OrderedBy,
	}
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// NewHistory returns the wire form of at most MaxHistory steps, with the beginnings of their comments.
func NewHistory(newestFirst []issue.Step) []Step {
	all := make([]Step, min(len(newestFirst), MaxHistory))
	for n := range all {
		s := &newestFirst[n]
		all[n] = Step{
			Version: s.Version, Kind: string(s.Kind), At: s.At.UTC(), To: s.To.String(), Reason: string(s.Reason),
			Actor: s.Actor, Comment: cutText(s.Comment, maxHistoryComment),
		}
		if s.Before.State != 0 {
			all[n].From = s.Before.State.String()
		}
	}
	return all
}
