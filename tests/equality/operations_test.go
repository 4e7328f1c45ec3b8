package equality

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// operation is one thing that happens to both sides alike. It decides by the history's random numbers and
// by what it is told, never by what one side answers.
type operation struct {
	name   string
	weight int
	run    func(h *history)
}

var operations = []operation{
	{"report errors and flush", 10, (*history).report},
	{"report what detectors found", 5, (*history).find},
	{"let time pass", 4, (*history).tick},
	{"resolve an issue", 4, (*history).resolve},
	{"reopen an issue", 1, person((*engine.Tracker).Reopen)},
	{"mute an issue", 2, (*history).mute},
	{"unmute an issue", 1, person((*engine.Tracker).Unmute)},
	{"assign an issue", 1, (*history).assign},
	{"undo", 2, person((*engine.Tracker).Undo)},
	{"merge two issues", 2, (*history).merge},
	{"unmerge an issue", 1, (*history).unmerge},
	{"deploy a release", 1, (*history).deploy},
	{"deliver some changes", 3, (*history).deliver},
	{"refuse a change", 1, (*history).refuse},
	{"trim", 2, (*history).trim},
	{"restart", 1, (*history).restart},
}

var (
	services     = []string{"payment", "cart"}
	environments = []string{"production", "production", "unknown"}
	releases     = []string{"", "1.0.0", "1.1.0", "2.0.0", "0a1b2c3"}
	kinds        = []string{"KeyError", "TimeoutError", "Überlauf"}
	commits      = []string{"4f2a", "77be", ""}
	messages     = []string{"no such key", "took too long", "disk full", "it's 5 o'clock?", "зависло"}
)

// revisions are what releases are built from.
var revisions = map[string]string{"1.1.0": "4f2a", "2.0.0": "77be"}

// report sends a batch of errors, some of them late, and writes what was counted.
func (h *history) report() {
	var records []exception.Record
	for range 1 + h.random.IntN(6) {
		h.spans++
		records = append(records, exception.Record{
			Source: exception.SourceSpanEvent,
			Service: exception.Service{
				Name: pick(h, services), Environment: pick(h, environments), Version: pick(h, releases), Language: "python",
			},
			Name: "exception", Type: pick(h, kinds), Message: pick(h, messages), Level: exception.LevelError,
			Time: h.now.Add(-time.Duration(h.random.IntN(120)) * time.Minute), Weight: float64(1 + h.random.IntN(3)),
			User:    fmt.Sprint("user", h.random.IntN(50)),
			TraceID: exception.TraceID{1, byte(h.spans >> 8), byte(h.spans)}, SpanID: exception.SpanID{1, byte(h.spans >> 8), byte(h.spans)},
		})
	}
	h.both(func(s *side) error {
		batch := s.errors.Begin(h.now)
		for _, r := range records {
			batch.Sight(&r.Service, revisions[r.Service.Version], 3)
			batch.Judge(&r, noAttributes{})
		}
		batch.Commit(h.t.Context())
		return s.tracker.Flush(h.t.Context(), h.now)
	})
}

// find reports alarms and ends of some incidents, some of them decided before others.
func (h *history) find() {
	var findings []engine.Finding
	for range 1 + h.random.IntN(3) {
		kind := pick(h, []issue.Kind{issue.KindFlatline, issue.KindFlatline, issue.KindTraffic})
		at := h.now.Add(-time.Duration(h.random.IntN(120)) * time.Minute)
		incident := pick(h, []string{"signups", "logins", "it's <zahlung> зависло"})
		findings = append(findings, engine.Finding{
			Identity: issue.NewFindingIdentity(kind, "", pick(h, services), pick(h, environments), incident),
			Event:    pick(h, []issue.EventType{issue.EventAlarm, issue.EventAlarm, issue.EventRecover}),
			Finding: issue.Finding{
				Kind: kind, Tier: pick(h, issue.Tiers), Incident: incident, Stream: incident, Onset: at.Add(-time.Hour), DecidedAt: at,
				Expected: 1000 * h.random.Float64(), Seen: float64(h.random.IntN(9)), Release: pick(h, releases), Odds: h.random.ExpFloat64(),
				Series: issue.Series{Start: at, Step: time.Minute, Expected: []float64{h.random.Float64()}, Low: []float64{0}, High: []float64{3}, Seen: []float64{0}},
				Words:  []string{pick(h, messages)},
			},
		})
	}
	h.both(func(s *side) error { return s.tracker.Report(h.t.Context(), h.now, findings) })
}

// tick lets seconds or weeks pass.
func (h *history) tick() {
	h.now = h.now.Add(pick(h, []time.Duration{time.Second, time.Minute, time.Hour, 30 * time.Hour, 8 * 24 * time.Hour, 15 * 24 * time.Hour}))
	h.both(func(s *side) error {
		if err := s.db.RecordAlive(h.t.Context(), "gateway", h.now); err != nil {
			return err
		}
		for more := true; more; {
			var err error
			if more, err = s.tracker.Tick(h.t.Context(), h.now); err != nil {
				return err
			}
		}
		return nil
	})
}

// ann does everything that people do.
var ann = engine.Person{Actor: "ann@example.com", Comment: "looked at it with bob"}

// act does something to an issue that exists, or sometimes to one that does not.
func (h *history) act(do func(s *side, id issue.ID) error) {
	id := issue.ID("nothing")
	if known := h.issues(); len(known) > 0 && h.random.IntN(20) > 0 {
		id = pick(h, known)
	}
	h.both(func(s *side) error { return do(s, id) })
}

// person is an operation of somebody who has nothing more to say.
func person(do func(t *engine.Tracker, ctx context.Context, now time.Time, tenant string, id issue.ID, who engine.Person) (issue.Issue, error)) func(*history) {
	return func(h *history) {
		h.act(func(s *side, id issue.ID) error {
			_, err := do(s.tracker, h.t.Context(), h.now, "", id, ann)
			return err
		})
	}
}

func (h *history) resolve() {
	what := issue.Resolution{
		Scope:   pick(h, []issue.Scope{issue.ScopeNow, issue.ScopeRelease, issue.ScopeNextRelease, issue.ScopeCommit}),
		Release: pick(h, releases), Commit: pick(h, commits),
	}
	h.act(func(s *side, id issue.ID) error {
		_, err := s.tracker.Resolve(h.t.Context(), h.now, "", id, ann, what)
		return err
	})
}

func (h *history) mute() {
	until := pick(h, []issue.Conditions{{Until: h.now.Add(30 * time.Hour)}, {Count: 3}, {Users: 2}, {NextRelease: true}, {}})
	h.act(func(s *side, id issue.ID) error {
		_, err := s.tracker.Mute(h.t.Context(), h.now, "", id, ann, until)
		return err
	})
}

func (h *history) assign() {
	to := pick(h, []string{"bob", ""})
	h.act(func(s *side, id issue.ID) error {
		_, err := s.tracker.Assign(h.t.Context(), h.now, "", id, ann, to)
		return err
	})
}

func (h *history) merge() {
	known := h.issues()
	if len(known) == 0 {
		return
	}
	into := pick(h, known)
	h.act(func(s *side, id issue.ID) error {
		_, err := s.tracker.Merge(h.t.Context(), h.now, "", into, id, ann)
		if err == nil && s == h.sides[0] {
			h.merged = append(h.merged, id)
		}
		return err
	})
}

func (h *history) unmerge() {
	if len(h.merged) == 0 {
		return
	}
	id := pick(h, h.merged)
	h.both(func(s *side) error {
		_, err := s.tracker.Unmerge(h.t.Context(), h.now, "", id, ann)
		return err
	})
}

func (h *history) deploy() {
	of := issue.Identity{Service: pick(h, services), Environment: pick(h, environments)}
	name := pick(h, releases)
	h.both(func(s *side) error {
		return s.db.Update(h.t.Context(), func(tx *store.Tx) error { return tx.RecordDeploy(h.t.Context(), of, name, h.now) })
	})
}

func (h *history) deliver() {
	for range 1 + h.random.IntN(5) {
		h.read(func(s *side) error { return s.destination.Done(h.t.Context(), h.now) })
	}
}

func (h *history) refuse() {
	h.read(func(s *side) error {
		return s.destination.Refuse(h.t.Context(), h.now, "bad_request", errors.New("the answer was 400"))
	})
}

// read takes the next change, if there is one.
func (h *history) read(then func(*side) error) {
	h.both(func(s *side) error {
		known, err := s.tracker.Destinations(h.t.Context())
		if err != nil || known[0].Waiting == 0 {
			return err
		}
		if _, err := s.destination.Next(h.t.Context()); err != nil {
			return err
		}
		return then(s)
	})
}

func (h *history) trim() {
	h.both(func(s *side) error {
		_, err := s.db.Trim(h.t.Context(), h.now)
		return err
	})
}

func (h *history) restart() {
	h.lives++
	for _, s := range h.sides {
		require.NoError(h.t, s.begin(h))
	}
}
