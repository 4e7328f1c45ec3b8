package trial

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

// away is a Collector that is not there: nothing is counted.
type away struct{}

// Sender knows none.
func (away) Sender(flatline.Sender, time.Time) flatline.SenderID { return 0 }

// Stream knows none.
func (away) Stream(flatline.Key, time.Time) flatline.StreamID { return 0 }

// Hear forgets.
func (away) Hear(flatline.Heard) {}

// Observe forgets.
func (away) Observe(flatline.Observation) {}

// Advance finds nothing.
func (away) Advance(time.Time) []flatline.Finding { return nil }
