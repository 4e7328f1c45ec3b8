package equality

import (
	"errors"
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
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
	{"let time pass", 4, (*history).tick},
	{"resolve an issue", 3, (*history).resolve},
	{"resolve an issue that does not exist", 1, func(h *history) { h.resolveID("nothing") }},
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
	messages     = []string{"no such key", "took too long", "disk full", "it's 5 o'clock?", "зависло"}
)

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
			batch.Judge(&r, noAttributes{})
		}
		batch.Commit(h.t.Context())
		return s.tracker.Flush(h.t.Context(), h.now)
	})
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

func (h *history) resolve() {
	known := h.issues()
	if len(known) > 0 {
		h.resolveID(pick(h, known))
	}
}

func (h *history) resolveID(id issue.ID) {
	h.both(func(s *side) error {
		_, err := s.tracker.Resolve(h.t.Context(), h.now, "", id, "ann@example.com", "fixed by bob")
		return err
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
