package api

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/engine"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

const (
	defaultStreams = 100
	maxStreams     = 1000
)

var (
	streamsParameters = []string{"service", "environment", "state", "name", "limit"}
	streamStates      = []string{stateUnmatched, "learning", "shadow", "watched", "silent", "alarmed", "paused", "stale"}
)

// stateUnmatched is that of a declared stream without any event.
const stateUnmatched = "unmatched"

// Streams lists the streams of events that are watched.
type Streams interface {
	Streams() []engine.Stream
}

func (s *Settings) streams(r *http.Request) (any, error) {
	values, err := parameters(r, streamsParameters...)
	if err != nil {
		return nil, err
	}
	wanted := map[string]string{}
	for _, key := range streamsParameters[:4] {
		if wanted[key], err = one(values, key); err != nil {
			return nil, err
		}
	}
	if state := wanted["state"]; state != "" && !slices.Contains(streamStates, state) {
		return nil, badRequest("unknown state %q: use %s", state, strings.Join(streamStates, ", "))
	}
	limit, err := number(values, "limit", defaultStreams, 1, maxStreams)
	if err != nil {
		return nil, err
	}
	w := wire.StreamList{Streams: []wire.Stream{}}
	all := s.Streams.Streams()
	for n := range all {
		stream := encodeStream(&all[n], wanted["name"] != "")
		if !fitsStream(&stream, wanted) {
			continue
		}
		if len(w.Streams) == limit {
			w.More = true
			break
		}
		w.Streams = append(w.Streams, stream)
	}
	return w, nil
}

func fitsStream(s *wire.Stream, wanted map[string]string) bool {
	for key, value := range map[string]string{"service": s.Service, "environment": s.Environment, "state": s.State, "name": s.Stream} {
		if wanted[key] != "" && wanted[key] != value {
			return false
		}
	}
	return true
}

func encodeStream(s *engine.Stream, series bool) wire.Stream {
	w := wire.Stream{
		Component: s.Component, Stream: s.Stream, Declared: s.Declared,
		ServiceNamespace: s.Key.Namespace, Service: s.Key.Service, Environment: s.Key.Environment,
		Tier: s.Tier.String(), State: s.State, Rate: s.Rate, MeanRate: s.Mean, LastEvent: instantOf(s.LastEvent), Since: instantOf(s.Born),
		Budget: s.Budget, SecondsToKnow: s.TimeToKnow.Seconds(), Events: s.Events, WouldHaveAlarmed: int64(s.WouldHave),
	}
	if s.Declared {
		w.Split = s.Key.Name
		if s.LastEvent.IsZero() {
			w.State = stateUnmatched
		}
	} else {
		w.Signal = s.Key.Signal.String()
		w.Stream = cmp.Or(w.Stream, s.Key.Name)
	}
	if series && len(s.Series.Seen) > 0 {
		w.Series = &event.SeriesPlot{
			Start: s.Series.Start.UTC(), StepSeconds: s.Series.Step.Seconds(),
			Expected: s.Series.Expected, Low: s.Series.Low, High: s.Series.High, Seen: s.Series.Seen,
		}
	}
	return w
}

// instantOf is nil for a time that is not known.
func instantOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	utc := t.UTC()
	return &utc
}
