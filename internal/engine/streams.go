package engine

import "github.com/tidemark-otel/tidemark/internal/detect/flatline"

// Stream is a stream of one flatline component.
type Stream struct {
	Component string
	flatline.Status
}

// Streams lists the streams of all components, in the order of their ids.
func (t *Tracker) Streams() (all []Stream) {
	for _, f := range t.FlatlineDetectors() {
		for _, s := range f.Streams() {
			all = append(all, Stream{f.ID(), s})
		}
	}
	return all
}
