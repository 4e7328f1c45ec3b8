package engine

import (
	"sync"
	"sync/atomic"
	"time"
)

const (
	// maxRefused is of how many issues it is remembered that the batch of their errors was refused.
	maxRefused = 10_000
	// refusedAge is how long a receiver of this process may take to send a refused batch again.
	refusedAge = time.Hour
)

// refused remembers errors that were stamped and not counted, because the next consumer refused their
// batch. A receiver of this process may send the very same batch again, with stamps that look like those
// of another tracker. Safe for concurrent use.
type refused struct {
	mu        sync.Mutex
	byIssue   map[string]refusal
	size      atomic.Int64 // of byIssue, so that nobody waits for the lock when nothing was refused
	forgotten atomic.Uint64
}

// refusal is how many errors of one issue were refused, and when the last was.
type refusal struct {
	errors int
	at     time.Time
}

// add remembers one error of each issue that is named.
func (r *refused) add(issues []string, now time.Time) {
	if len(issues) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byIssue == nil {
		r.byIssue = map[string]refusal{}
	}
	for _, id := range issues {
		kept, ok := r.byIssue[id]
		if !ok && len(r.byIssue) >= maxRefused && r.forget(now) == 0 {
			r.forgotten.Add(1)
			continue
		}
		r.byIssue[id] = refusal{kept.errors + 1, now}
	}
	r.size.Store(int64(len(r.byIssue)))
}

// forget drops what is too old, and returns how many issues that was.
func (r *refused) forget(now time.Time) (n int) {
	for id, kept := range r.byIssue {
		if now.Sub(kept.at) > refusedAge {
			delete(r.byIssue, id)
			n++
		}
	}
	return n
}

// take says whether an error with this stamp is one that was refused, and forgets one of them.
func (r *refused) take(id string, now time.Time) bool {
	if r.size.Load() == 0 {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	kept, ok := r.byIssue[id]
	if !ok || now.Sub(kept.at) > refusedAge {
		return false
	}
	if kept.errors--; kept.errors == 0 {
		delete(r.byIssue, id)
	} else {
		r.byIssue[id] = kept
	}
	r.size.Store(int64(len(r.byIssue)))
	return true
}
