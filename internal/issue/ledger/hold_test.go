package ledger

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

func key(t *testing.T, h *Hold[string], trace byte) uint64 {
	k, ok := h.Key(exception.TraceID{trace}, &exception.Service{Name: "shop"})
	assert.True(t, ok)
	return k
}

func TestHold_ReleasesWhatNoExceptionExplains(t *testing.T) {
	h := NewHold[string](HoldAge, 10)
	h.Put(key(t, h, 1), start, "alone")
	h.Put(key(t, h, 2), start, "explained after")
	h.Explain(key(t, h, 2), start.Add(HoldAge))
	h.Explain(key(t, h, 3), start.Add(-HoldAge))
	h.Put(key(t, h, 3), start, "explained before")

	assert.Empty(t, h.Release(start.Add(HoldAge-1)))
	assert.Equal(t, []string{"alone"}, h.Release(start.Add(HoldAge)))
	assert.Empty(t, h.Release(start.Add(2*HoldAge)))
	assert.Equal(t, HoldStats{Explained: 2}, h.Stats())
}

func TestHold_AnExceptionTooFarAwayExplainsNothing(t *testing.T) {
	h := NewHold[string](HoldAge, 10)
	h.Explain(key(t, h, 1), start)
	assert.True(t, h.Explained(key(t, h, 1), start.Add(HoldAge)))
	assert.False(t, h.Explained(key(t, h, 1), start.Add(HoldAge+1)))
	h.Put(key(t, h, 1), start.Add(HoldAge+1), "late")
	assert.Equal(t, []string{"late"}, h.Release(start.Add(3*HoldAge)))
}

func TestHold_OverItsLimitTheOldestIsDecidedEarly(t *testing.T) {
	h := NewHold[string](HoldAge, 2)
	assert.Empty(t, h.Put(key(t, h, 1), start, "first"))
	assert.Empty(t, h.Put(key(t, h, 2), start, "second"))
	assert.Equal(t, []string{"first"}, h.Put(key(t, h, 3), start, "third"))
	assert.Equal(t, HoldStats{Held: 2, Early: 1}, h.Stats())
	assert.Equal(t, []string{"second", "third"}, h.Drain())
}

func TestHold_RemembersNoMoreTracesThanItsLimit(t *testing.T) {
	h := NewHold[string](HoldAge, 2)
	for n := range uint64(holdTraces + 10) {
		h.Explain(n, start)
		h.Explain(n, start.Add(time.Second))
	}
	assert.Len(t, h.explained, holdTraces)
	assert.False(t, h.Explained(9, start))
	assert.True(t, h.Explained(10, start))
}

func TestHold_AnErrorWithoutTraceHasNoKey(t *testing.T) {
	h := NewHold[string](HoldAge, 2)
	_, ok := h.Key(exception.TraceID{}, &exception.Service{Name: "shop"})
	assert.False(t, ok)
}
