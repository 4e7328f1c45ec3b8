package shop

import (
	"maps"
	"sync"
	"time"
)

// tally counts the errors that were sent.
type tally struct {
	mu    sync.Mutex
	sent  map[string]int
	first func(time.Time) // called once
}

func (t *tally) add(site string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.sent) == 0 {
		t.first(time.Now())
	}
	t.sent[site]++
}

func (t *tally) copy() map[string]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.sent)
}
