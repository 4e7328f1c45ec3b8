package engine

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// exemplarEvery is the least time between two exemplars of one issue and release.
const exemplarEvery = 10 * time.Second

// find returns what is known of an identity, and the issue it belongs to as far as known.
func (t *Tracker) find(identity issue.Identity, path string) (*known, issue.ID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := t.book.find(identity, path)
	return k, k.issue
}

// stampOf is the stamp of a record that was merged with an occurrence of k.
func (t *Tracker) stampOf(k *known, own Stamp) Stamp {
	t.mu.Lock()
	defer t.mu.Unlock()
	own.Fingerprint = k.identity.Fingerprint
	own.IssueID = string(k.issue)
	return own
}

// wantsExemplar says whether this occurrence is to be kept in full: at most one in a batch, and then
// only for an issue or a release that has none yet, for one that returns, or when the last one is old, and
// if there is room.
func (t *Tracker) wantsExemplar(k *known, release string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := now.UnixNano()
	if k.exemplarAt == at {
		return false
	}
	age := time.Duration(at - k.exemplarAt) // negative when the clock was set back
	if k.committed && !k.resolved && k.exemplarOf == release && age >= 0 && age < exemplarEvery {
		return false
	}
	if !t.exemplars.room() {
		return false
	}
	k.exemplarAt, k.exemplarOf = at, release
	return true
}

// add counts occurrences. unknown says that one of them, or one that others were merged with, is not
// durable or may reopen its issue; done is closed by the commit that settles it.
func (t *Tracker) add(list []occurrence, unsure []*known, now time.Time) (done <-chan struct{}, unknown bool, dropped int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range list {
		o := &list[i]
		if !t.pending.add(o, now, t.settings.MaxPending, t.settings.Scrubber.Text) {
			dropped++
			t.exemplars.free(o)
			continue
		}
		unknown = unknown || !o.known.committed || o.known.resolved
	}
	for _, k := range unsure {
		unknown = unknown || !k.committed
	}
	t.counters.dropped.Add(uint64(dropped))
	return t.pending.done, unknown, dropped
}
