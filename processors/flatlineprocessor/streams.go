package flatlineprocessor

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
)

// streams is what all pipelines of a component id tell.
type streams interface {
	Begin(signal flatline.Signal, now time.Time) batch
	// Split returns the name of a declared stream's part for the values of its split keys; overflow says that there is no room
	// for it and the name is that of all others. values need not be valid after that.
	Split(definition int, values string) (name string, overflow bool)
	Streams() []flatline.Status
}

// batch is engine.StreamBatch.
type batch interface {
	From(*flatline.Sender)
	Item(id uint64, at time.Time, entry, root bool)
	Declared(definition int, split string, at time.Time, weight float64)
	Discovered(name string, at time.Time, weight float64)
	Own(items int)
	Commit() ledger.Sums
	Abort()
}

// shared is the detector that the tracker owns.
type shared struct{ *engine.Flatlines }

// Begin implements streams.
func (s shared) Begin(signal flatline.Signal, now time.Time) batch {
	return s.Flatlines.Begin(signal, now)
}
