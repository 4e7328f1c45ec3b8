package play

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

// Detector is what is driven: a flatline.Detector, or what a test puts in its place.
type Detector interface {
	Sender(s flatline.Sender, now time.Time) flatline.SenderID
	Stream(k flatline.Key, now time.Time) flatline.StreamID
	Hear(h flatline.Heard)
	Observe(o flatline.Observation)
	Advance(now time.Time) []flatline.Finding
}

// The service that is played.
const (
	Namespace, Service, Environment = "eval", "shop", "production"
	Release                         = "1.0.0"
)

// Stream is the key of the declared stream with an index in the settings.
func Stream(definition int) flatline.Key {
	return flatline.Key{Definition: definition, Namespace: Namespace, Service: Service, Environment: Environment}
}
