package play

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

// period is how often an SDK sends what it has.
const period = 5 * second

// sender is a process and what it has not sent yet.
type sender struct {
	flatline.Sender
	flush int64
	open  batch
}

// batch is what a sender sends at once.
type batch struct {
	sender         int
	due            int64 // when it arrives
	first, last    int64 // times of the items
	entries        int
	events, asked  []int64 // of the stream and of its reference
	skew           int64
	heldUntilAfter bool
}

func (b *batch) entry(at int64) {
	if b.entries == 0 {
		b.first, b.last = at, at
	}
	b.first, b.last = min(b.first, at), max(b.last, at)
	b.entries++
}

// deliver shows a batch to the detector as the engine does: who sent it, and then each event.
func (w *World) deliver(b *batch) {
	now := time.Unix(0, w.now).UTC()
	id := w.detector.Sender(w.senders[b.sender].Sender, now)
	w.detector.Hear(flatline.Heard{
		Sender: id, Received: now, First: time.Unix(0, b.first+b.skew).UTC(), Last: time.Unix(0, b.last+b.skew).UTC(),
		Items: b.entries, Entries: b.entries, Roots: b.entries,
	})
	for definition, events := range [][]int64{b.events, b.asked} {
		if len(events) == 0 {
			continue
		}
		stream := w.detector.Stream(Stream(definition), now)
		for _, at := range events {
			w.detector.Observe(flatline.Observation{Stream: stream, Sender: id, At: time.Unix(0, at+b.skew).UTC(), Received: now, Count: 1})
		}
	}
}
