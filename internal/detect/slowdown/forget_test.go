package slowdown

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
)

// traced plays one call of an operation under a release, so that the book knows where its time goes.
func traced(d *Detector, o OperationID, r ReleaseID, n byte, at time.Time) {
	d.Trace(&breakdown.SpanRef{Trace: [16]byte{n}, ID: [8]byte{1}, Start: at.UnixNano(), End: at.UnixNano() + 5e6, Entry: true,
		Operation: uint32(o), Release: uint32(r)}, at)
}

func TestDetector_WhatIsForgottenLeavesNothingInTheBook(t *testing.T) {
	d, err := New(Settings{MaxOperations: 1, WarmSpans: -1, Warm: -1})
	require.NoError(t, err)
	at := start
	id := d.Operation(Key{Service: "shop", Operation: "a"}, at)
	for n := range 2 * releasesKnown { // most find no slot, and in the end no room
		r := d.Release("", "shop", "", fmt.Sprint(n), at)
		require.Zero(t, d.book.Calls(uint32(id), uint32(r)), "it may have the number of another, and not where the time went then")
		d.Observe(Span{Operation: id, Release: r, Start: at, Duration: 5e6, Received: at, Count: 1})
		traced(d, id, r, byte(n), at)
		at = at.Add(5 * time.Minute)
		d.Advance(at)
	}
	traced(d, id, 0, 255, at)
	d.Advance(at.Add(time.Minute))
	require.NotZero(t, d.book.Calls(uint32(id), 0))
	require.Equal(t, id, d.Operation(Key{Service: "shop", Operation: "b"}, at.AddDate(0, 0, 8)), "it has the number of another")
	require.Zero(t, d.book.Calls(uint32(id), 0), "and not where the time went then")
}
