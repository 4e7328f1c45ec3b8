package engine

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

func TestPending_IsWrittenInOneOrder(t *testing.T) {
	p := newPending()
	add := func(id, of issue.ID, last time.Time) {
		k := &known{id: id, issue: of}
		p.sums[k] = &sum{known: k, seen: issue.Seen{Last: last}}
	}
	add("d", "b", start)
	add("c", "b", start)
	add("b", "b", start.Add(time.Second))
	add("a", "z", start)
	add("z", "a", start)
	for range 20 { // the order of a map differs each time
		var ids []issue.ID
		for _, s := range p.ordered() {
			ids = append(ids, s.known.id)
		}
		require.Equal(t, []issue.ID{"z", "c", "d", "b", "a"}, ids)
	}
}
