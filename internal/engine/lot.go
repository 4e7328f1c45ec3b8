package engine

import (
	"math/bits"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
)

// lot is what one sender sent in a batch, for the account.
type lot struct {
	entry *ledger.Entry
	// identity is a sum over the ids of the items, so that their order does not matter; nameless when one had none.
	identity uint64
	nameless bool
	sums     ledger.Sums
}

// item is one span or log record; id 0 says that nothing tells it from others.
func (l *lot) item(id uint64, at, now time.Time) {
	l.sums[ledger.FateReceived]++
	if fate := ledger.Timing(at, now); fate != ledger.FateReceived {
		l.sums[fate]++
	}
	l.nameless = l.nameless || id == 0
	l.identity += mix(id) + mix(uint64(at.UnixNano()))
}

// sumUp adds the account of the lot to that of its batch.
func (l *lot) sumUp(all *ledger.Sums) {
	for fate, n := range l.sums {
		all[fate] += n
	}
}

// take puts a lot that was accepted into the account and says whether it counts: telemetry that runs through two pipelines of one
// component, and batches whose answer did not reach their sender, are counted once. sender tells senders and signals apart. It must be
// called with mu held.
func (w *watcher) take(l *lot, sender uint64, now time.Time) bool {
	received := l.sums[ledger.FateReceived]
	repeated := !l.nameless && received > 0 && w.repeats.Seen(l.identity+mix(sender)+mix(^received), now)
	if repeated {
		l.sums = ledger.Sums{ledger.FateReceived: received, ledger.FateRepeated: received}
	}
	w.account.Add(l.entry, &l.sums)
	return !repeated
}

// refuse puts a lot into the account that was refused. It must be called with mu held.
func (w *watcher) refuse(l *lot) {
	received := l.sums[ledger.FateReceived]
	w.account.Add(l.entry, &ledger.Sums{ledger.FateReceived: received, ledger.FateRefused: received})
}

// mix spreads the bits of a number (the finalizer of MurmurHash3), so that sums of numbers that differ little differ much.
func mix(n uint64) uint64 {
	n ^= n >> 33
	n *= 0xff51afd7ed558ccd
	n ^= n >> 33
	n *= 0xc4ceb9fe1a85ec53
	return bits.RotateLeft64(n^n>>33, 17)
}
