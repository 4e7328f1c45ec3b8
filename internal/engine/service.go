package engine

import (
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
)

// cleanService makes the names of a service such that they may be stored and sent: they are part of the
// identity of an issue, which nothing else scrubs. The errors of a resource follow each other, so the
// last answer is kept.
type cleanService struct{ sent, clean exception.Service }

func (c *cleanService) of(sent *exception.Service, scrubber *scrub.Scrubber) exception.Service {
	if *sent != c.sent {
		c.sent = *sent
		c.clean = exception.Service{
			Name:        scrubber.Name(sent.Name),
			Namespace:   scrubber.Name(sent.Namespace),
			Version:     scrubber.Name(sent.Version),
			Environment: scrubber.Name(sent.Environment),
			Language:    scrubber.Name(sent.Language),
		}
	}
	return c.clean
}
