package issuetrackerextension

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/detect/slowdown"
	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
)

// restoreLimit bounds the wait for what was learned before: a start fails rather than that it is lost.
const restoreLimit = time.Minute

// shared is what the pipelines of one component id have in common.
type shared[T any] struct {
	part     T
	settings any
}

// sharedPart returns the part of a component id, and makes it when it is asked for the first time.
func sharedPart[T any](parts map[component.ID]shared[T], id component.ID, settings any, make func() (T, error)) (T, error) {
	if known, ok := parts[id]; ok {
		if !reflect.DeepEqual(known.settings, settings) {
			return known.part, fmt.Errorf("%s is used with different settings in this process: give one of them another name", id)
		}
		return known.part, nil
	}
	part, err := make()
	if err == nil {
		parts[id] = shared[T]{part, settings}
	}
	return part, err
}

// Errors returns the error group of one component id. All pipelines of the id share one, so its
// settings must be equal. rules about frames may be nil.
func (t *Tracker) Errors(id component.ID, ignore engine.Ignore, rules *framerule.Rules, settings any) (*engine.Errors, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return sharedPart(t.errors, id, settings, func() (*engine.Errors, error) { return t.engine.NewErrors(ignore, rules), nil })
}

// Flatlines returns the detector of one component id, with what it learned in earlier lives of the process. All pipelines
// of the id share one, so its settings must be equal; raw is what they are compared by.
func (t *Tracker) Flatlines(id component.ID, settings flatline.Settings, raw any) (*engine.Flatlines, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return sharedPart(t.flatlines, id, raw, func() (*engine.Flatlines, error) {
		f, err := t.engine.Flatlines(id.String(), settings)
		if err != nil {
			return f, err
		}
		return f, t.restoreNew()
	})
}

// Latencies is Flatlines for what became slower.
func (t *Tracker) Latencies(id component.ID, settings slowdown.Settings, raw any) (*engine.Latencies, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return sharedPart(t.latencies, id, raw, func() (*engine.Latencies, error) {
		l, err := t.engine.Latencies(id.String(), settings)
		if err != nil {
			return l, err
		}
		return l, t.restoreNew()
	})
}

// restoreNew gives a new component what it learned before. A replay does not know yet what time it is.
func (t *Tracker) restoreNew() error {
	if t.replay != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), restoreLimit)
	defer cancel()
	return t.restore(ctx, time.Now())
}
