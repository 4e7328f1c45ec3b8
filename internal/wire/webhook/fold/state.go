package fold

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message"
)

// State is what a destination was sent lately and what waits to be told. Its JSON form is kept in an
// exporter's storage; fields are only ever added. The zero value is a destination that got nothing yet.
type State struct {
	// Destination is what the messages were sent to.
	Destination string `json:"destination"`
	// Alone and Folds are when the messages of the last Period were sent.
	Alone []time.Time `json:"alone,omitempty"`
	Folds []time.Time `json:"folds,omitempty"`
	// Message is the fold that can still be edited, "" when there is none; Told is when it was sent
	// or edited last.
	Message string    `json:"message,omitempty"`
	Told    time.Time `json:"told,omitzero"`
	// Lines are the issues of the fold, Waiting how many changes in it have not been told.
	Lines   []Line `json:"lines,omitempty"`
	Waiting int    `json:"waiting,omitempty"`
	// Others counts changes of issues that were over MaxLines, OthersWaiting those not told yet.
	Others        int `json:"others,omitempty"`
	OthersWaiting int `json:"others_waiting,omitempty"`
	// Since is the time of the first change in the fold, FoldedAt when the first that waits was folded.
	Since    time.Time `json:"since,omitzero"`
	FoldedAt time.Time `json:"folded_at,omitzero"`
	// Last is the change that was folded last.
	Last string `json:"last,omitempty"`
}

// Line is one issue of a fold.
type Line struct {
	Issue string `json:"issue"`
	// Waiting is how many of its changes have not been told.
	Waiting int `json:"waiting,omitempty"`
	// Version and At are those of the last change of it that was folded: what is not after it counts once.
	Version int64     `json:"version,omitempty"`
	At      time.Time `json:"at,omitzero"`
	message.Line
}

// again says whether a change came before, when version and at are those of the last one that did. A
// receiver sends the changes of a moment anew after a kill. The changes of a tracker that lost its data
// have small versions, and come later.
func again(c *event.Change, version int64, at time.Time) bool {
	return c.Version <= version && !c.At.After(at)
}

// Encode returns the state as JSON.
func (s *State) Encode() ([]byte, error) {
	data, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encode what waits to be told: %w", err)
	}
	return data, nil
}

// DecodeState reads what Encode wrote. No data is the zero value. Of another destination's state only
// what waits is kept: it is told to the new one.
func DecodeState(data []byte, destination string) (State, error) {
	s := State{Destination: destination}
	if len(data) == 0 {
		return s, nil
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return State{Destination: destination}, fmt.Errorf("read what waits to be told: %w", err)
	}
	if s.Destination != destination {
		s.Destination, s.Alone, s.Folds, s.Told = destination, nil, nil, time.Time{}
		s.keepWaiting()
	}
	return s, nil
}
