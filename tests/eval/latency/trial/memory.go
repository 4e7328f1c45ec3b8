package trial

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/internal/detect/slowdown"
)

// Memory is what the detector holds when nothing has room to spare: each operation under three releases, of which two are compared with the
// first, and the book that says where the time goes, at its default settings.
type Memory struct {
	Operations, Comparisons, Profiles int
	// Calls of each operation a minute.
	Calls int
	// Bytes for each operation and release and Megabytes of all, with what the book says that it holds, Book.
	Bytes, Megabytes, Book float64
}

const compared = 3

// Hold shows operations some calls a minute under three releases, in turn, until each was traced under each release.
func Hold(operations, calls int) (Memory, error) {
	before := heap()
	d, err := slowdown.New(slowdown.Settings{MaxOperations: operations, Warm: -1, WarmSpans: -1})
	if err != nil {
		return Memory{}, err
	}
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	h := holder{d: d}
	for i := range operations {
		service := fmt.Sprintf("shop-%d", i/perParty)
		h.operations = append(h.operations, d.Operation(slowdown.Key{Service: service, Operation: fmt.Sprintf("server GET /api/v1/orders/%d/items", i)}, now))
		if i%perParty == 0 {
			var releases [compared]slowdown.ReleaseID
			for k := range releases {
				releases[k] = d.Release("", service, "", fmt.Sprintf("1.4.%d", k), now)
			}
			h.releases = append(h.releases, releases)
		}
	}
	for minute := range 12 {
		for i := range calls {
			h.round(now.Add(time.Duration(i)*time.Minute/time.Duration(calls)), time.Minute/time.Duration(calls), i+minute)
		}
		now = now.Add(time.Minute)
	}
	held := float64(heap() - before)
	stats := d.Stats()
	book := d.Breakdown()
	runtime.KeepAlive(h)
	return Memory{
		Operations: stats.Operations, Comparisons: stats.Comparisons, Profiles: book.Profiles, Calls: calls,
		Bytes: held / float64(operations) / compared, Megabytes: held / 1e6, Book: float64(book.Bytes) / 1e6,
	}, nil
}

type holder struct {
	d          *slowdown.Detector
	operations []slowdown.OperationID
	releases   [][compared]slowdown.ReleaseID
	traces     uint64
}

// round is a call of each operation in some time. One call in three is traced.
func (h *holder) round(at time.Time, length time.Duration, which int) {
	each := max(int(time.Duration(len(h.operations))*100*time.Millisecond/length), 1) // in 100 ms
	for i, id := range h.operations {
		release := h.releases[i/perParty][which%compared]
		h.d.Observe(slowdown.Span{Operation: id, Release: release, Start: at, Duration: 50e6 + float64(i), Received: at.Add(time.Second), Count: 1})
		if (i+which/compared)%compared == 0 {
			h.trace(id, release, at)
		}
		if i%each == 0 {
			at = at.Add(100 * time.Millisecond)
			h.d.Advance(at)
		}
	}
}

// trace is a call that asks a database, a cache and a service.
func (h *holder) trace(id slowdown.OperationID, release slowdown.ReleaseID, at time.Time) {
	h.traces++
	ref := breakdown.SpanRef{ID: [8]byte{1}, Start: at.UnixNano(), End: at.Add(50 * time.Millisecond).UnixNano(), Entry: true, Operation: uint32(id), Release: uint32(release)}
	binary.LittleEndian.PutUint64(ref.Trace[:], h.traces)
	h.d.Trace(&ref, at)
	for n, part := range []breakdown.Part{
		{Kind: breakdown.PartDatabase, Name: fmt.Sprint("SELECT orders", id%200)}, {Kind: breakdown.PartMessaging, Name: "kafka send orders"}, {Kind: breakdown.PartService, Name: fmt.Sprint("shop-", id%100)},
	} {
		child := breakdown.SpanRef{
			Trace: ref.Trace, ID: [8]byte{byte(n + 2)}, Parent: ref.ID, Start: ref.Start + int64(n)*10e6, End: ref.Start + int64(n)*10e6 + 8e6,
			Part: h.d.Part(part),
		}
		h.d.Trace(&child, at)
	}
}
