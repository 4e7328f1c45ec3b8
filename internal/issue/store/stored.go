package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
)

// What is read and written as a whole, and never looked for, is kept as JSON. Fields are only ever added.

type storedResolution struct {
	Scope   string `json:"scope,omitempty"`
	At      int64  `json:"at,omitempty"`
	Release string `json:"release,omitempty"`
	Commit  string `json:"commit,omitempty"`
}

func storeResolution(r issue.Resolution) storedResolution {
	return storedResolution{scopeName(r.Scope), nanos(r.At), r.Release, r.Commit}
}

func (s storedResolution) read() (issue.Resolution, error) {
	scope, err := parseScope(s.Scope)
	return issue.Resolution{Scope: scope, At: fromNanos(s.At), Release: s.Release, Commit: s.Commit}, err
}

type storedMute struct {
	At          int64     `json:"at"`
	Until       int64     `json:"until,omitempty"`
	Count       int64     `json:"count,omitempty"`
	RateCount   int64     `json:"rate_count,omitempty"`
	RatePer     int64     `json:"rate_per,omitempty"` // nanoseconds
	Users       int64     `json:"users,omitempty"`
	NextRelease bool      `json:"next_release,omitempty"`
	Escalation  bool      `json:"escalation,omitempty"`
	Release     string    `json:"release,omitempty"`
	FromCount   float64   `json:"from_count"`
	FromUsers   int64     `json:"from_users"`
	RecentStep  int64     `json:"recent_step,omitempty"`
	Recent      []float64 `json:"recent,omitempty"`
}

func storeMute(m *issue.Mute) *storedMute {
	if m == nil {
		return nil
	}
	s := &storedMute{
		At: nanos(m.At), Until: nanos(m.Until), Count: m.Count, RateCount: m.Rate.Count, RatePer: int64(m.Rate.Per), Users: m.Users,
		NextRelease: m.NextRelease, Escalation: m.Escalation, Release: m.Release, FromCount: m.FromCount, FromUsers: m.FromUsers,
	}
	if m.Recent != (issue.Recent{}) {
		s.RecentStep, s.Recent = m.Recent.Step, m.Recent.Counts[:]
	}
	return s
}

func (s *storedMute) read() *issue.Mute {
	if s == nil {
		return nil
	}
	m := &issue.Mute{
		Conditions: issue.Conditions{
			Until: fromNanos(s.Until), Count: s.Count, Rate: issue.Rate{Count: s.RateCount, Per: time.Duration(s.RatePer)},
			Users: s.Users, NextRelease: s.NextRelease, Escalation: s.Escalation,
		},
		At: fromNanos(s.At), Release: s.Release, FromCount: s.FromCount, FromUsers: s.FromUsers,
	}
	m.Recent.Step = s.RecentStep
	copy(m.Recent.Counts[:], s.Recent)
	return m
}

type storedStanding struct {
	State      string           `json:"state,omitempty"`
	Since      int64            `json:"since,omitempty"`
	Reason     issue.Reason     `json:"reason,omitempty"`
	Resolution storedResolution `json:"resolution,omitzero"`
	Mute       *storedMute      `json:"mute,omitempty"`
	Assignee   string           `json:"assignee,omitempty"`
}

func storeStanding(s issue.Standing) storedStanding {
	return storedStanding{stateName(s.State), nanos(s.Since), s.Reason, storeResolution(s.Resolution), storeMute(s.Mute), s.Assignee}
}

func (s storedStanding) read() (issue.Standing, error) {
	state, err := parseState(s.State)
	if err != nil {
		return issue.Standing{}, err
	}
	r, err := s.Resolution.read()
	return issue.Standing{State: state, Since: fromNanos(s.Since), Reason: s.Reason, Resolution: r, Mute: s.Mute.read(), Assignee: s.Assignee}, err
}

type storedProof struct {
	Verdict        issue.Verdict    `json:"verdict"`
	Release        string           `json:"release,omitempty"`
	SeenAt         int64            `json:"seen_at,omitempty"`
	Fix            storedResolution `json:"fix,omitzero"`
	ReleaseArrived int64            `json:"release_arrived,omitempty"`
	FixArrived     int64            `json:"fix_arrived,omitempty"`
	OrderedBy      string           `json:"ordered_by,omitempty"`
	Words          string           `json:"words,omitempty"`
}

func storeProof(p *issue.Proof) *storedProof {
	if p == nil {
		return nil
	}
	return &storedProof{
		p.Verdict, p.Release, nanos(p.SeenAt), storeResolution(p.Fix), nanos(p.ReleaseArrived), nanos(p.FixArrived), p.OrderedBy, p.Words,
	}
}

func (s *storedProof) read() (*issue.Proof, error) {
	if s == nil {
		return nil, nil
	}
	fix, err := s.Fix.read()
	return &issue.Proof{
		Verdict: s.Verdict, Release: s.Release, SeenAt: fromNanos(s.SeenAt), Fix: fix,
		ReleaseArrived: fromNanos(s.ReleaseArrived), FixArrived: fromNanos(s.FixArrived), OrderedBy: s.OrderedBy, Words: s.Words,
	}, err
}

type storedTotals struct {
	Count        float64 `json:"count"`
	Observed     int64   `json:"observed"`
	Users        []byte  `json:"users,omitempty"`
	FirstSeen    int64   `json:"first_seen"`
	LastSeen     int64   `json:"last_seen"`
	ArrivedAt    int64   `json:"arrived_at"`
	FirstRelease string  `json:"first_release,omitempty"`
	LastRelease  string  `json:"last_release,omitempty"`
	Level        string  `json:"level,omitempty"`
	Handled      bool    `json:"handled,omitempty"`
}

func storeTotals(t *issue.Totals) (*storedTotals, error) {
	if t == nil {
		return nil, nil
	}
	users, err := usersBytes(t.Users)
	return &storedTotals{
		t.Count, t.Observed, users, nanos(t.FirstSeen), nanos(t.LastSeen), nanos(t.ArrivedAt), t.FirstRelease, t.LastRelease, levelName(t.Level), t.Handled,
	}, err
}

func (s *storedTotals) read() (*issue.Totals, error) {
	if s == nil {
		return nil, nil
	}
	users, err := issue.UnmarshalUsers(s.Users)
	return &issue.Totals{
		Count: s.Count, Observed: s.Observed, Users: users, FirstSeen: fromNanos(s.FirstSeen), LastSeen: fromNanos(s.LastSeen),
		ArrivedAt: fromNanos(s.ArrivedAt), FirstRelease: s.FirstRelease, LastRelease: s.LastRelease, Level: parseLevel(s.Level), Handled: s.Handled,
	}, err
}

func usersBytes(u *issue.Users) ([]byte, error) {
	if u == nil {
		return nil, nil
	}
	data, err := u.MarshalBinary()
	if err != nil {
		return nil, fmt.Errorf("encode users: %w", err)
	}
	return data, nil
}

// encode returns a value as JSON, "" for nil.
func encode[T any](v *T) (string, error) {
	if v == nil {
		return "", nil
	}
	data, err := json.Marshal(v)
	return string(data), err
}

// decode is the inverse of encode.
func decode[T any](text string) (*T, error) {
	if text == "" {
		return nil, nil
	}
	v := new(T)
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return nil, fmt.Errorf("read what is stored as JSON: %w", err)
	}
	return v, nil
}

// Names of what may be none, which is "".

func scopeName(s issue.Scope) string {
	if s == 0 {
		return ""
	}
	return s.String()
}

func parseScope(name string) (issue.Scope, error) {
	if name == "" {
		return 0, nil
	}
	return issue.ParseScope(name)
}

func stateName(s issue.State) string {
	if s == 0 {
		return ""
	}
	return s.String()
}

func parseState(name string) (issue.State, error) {
	if name == "" {
		return 0, nil
	}
	return issue.ParseState(name)
}

// levelName differs from Level.String in that an unknown level stays unknown.
func levelName(l exception.Level) string {
	if l == exception.LevelUnknown {
		return ""
	}
	return l.String()
}

func parseLevel(name string) exception.Level {
	l, _ := exception.ParseLevel(name)
	return l
}
