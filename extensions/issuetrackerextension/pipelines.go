package issuetrackerextension

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/extension/extensioncapabilities"
	"go.uber.org/zap"
)

var _ extensioncapabilities.ConfigSnapshotWatcher = (*Tracker)(nil)

// NotifyConfigSnapshot warns of each component behind an issues receiver that answers before the
// destination has. The Collector calls it once, before the pipelines start.
func (t *Tracker) NotifyConfigSnapshot(_ context.Context, config extensioncapabilities.ConfigSnapshot) error {
	for _, e := range findEarly(config.Effective()) {
		t.logger().Warn("An issue change is acknowledged before its destination has it: "+e.why,
			zap.String("pipeline", e.pipeline), zap.String("component", e.component))
	}
	return nil
}

const (
	issuesReceiver = "issues"
	batchProcessor = "batch"
)

// early is a component that acknowledges what its destination does not have yet.
type early struct{ pipeline, component, why string }

const (
	whyBatch  = "this processor answers at once and keeps changes in memory, where a kill loses them. Remove it from the pipeline; the outbox is the queue"
	whyMemory = "this exporter has a sending_queue in memory, which a kill loses. Set sending_queue::enabled to false and retry_on_failure::max_elapsed_time to 0; the outbox is the queue"
	whyStored = "this exporter has a sending_queue, so that what its destination refuses is not seen and changes may overtake each other. Set sending_queue::enabled to false and retry_on_failure::max_elapsed_time to 0; the outbox is the queue"
)

// findEarly looks at each pipeline that an issues receiver feeds, by name, and at those behind it.
func findEarly(config *confmap.Conf) (found []early) {
	if config == nil {
		return nil
	}
	c := config.ToStringMap()
	pipelines := section(section(c, "service"), "pipelines")
	var todo []string
	for _, name := range slices.Sorted(maps.Keys(pipelines)) {
		if slices.ContainsFunc(names(section(pipelines, name), "receivers"), isOf(issuesReceiver)) {
			todo = append(todo, name)
		}
	}
	for n := 0; n < len(todo); n++ { // it grows by what is behind connectors
		p := section(pipelines, todo[n])
		for _, processor := range names(p, "processors") {
			if isOf(batchProcessor)(processor) {
				found = append(found, early{todo[n], processor, whyBatch})
			}
		}
		for _, exporter := range names(p, "exporters") {
			if _, connects := section(c, "connectors")[exporter]; connects {
				todo = append(todo, behind(pipelines, exporter, todo)...)
				continue
			}
			if queue := section(section(section(c, "exporters"), exporter), "sending_queue"); isOn(queue) {
				why := whyMemory
				if queue["storage"] != nil {
					why = whyStored
				}
				found = append(found, early{todo[n], exporter, why})
			}
		}
	}
	return found
}

// behind returns the pipelines that a connector feeds and that are not known yet.
func behind(pipelines map[string]any, connector string, known []string) (more []string) {
	for _, name := range slices.Sorted(maps.Keys(pipelines)) {
		if slices.Contains(names(section(pipelines, name), "receivers"), connector) && !slices.Contains(known, name) {
			more = append(more, name)
		}
	}
	return more
}

// isOn says whether a queue is configured. One that is off is absent, empty, or says so.
func isOn(queue map[string]any) bool {
	return len(queue) > 0 && queue["enabled"] != false
}

// isOf returns whether an id is of a type: "batch" and "batch/small" are of batch.
func isOf(kind string) func(id string) bool {
	return func(id string) bool {
		of, _, _ := strings.Cut(id, "/")
		return of == kind
	}
}

// section returns a map within a map, nil when there is none.
func section(of map[string]any, key string) map[string]any {
	m, _ := of[key].(map[string]any)
	return m
}

// names returns a list of ids.
func names(of map[string]any, key string) (all []string) {
	list, _ := of[key].([]any)
	for _, id := range list {
		all = append(all, fmt.Sprint(id))
	}
	return all
}
