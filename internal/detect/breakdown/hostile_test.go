package breakdown_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
)

func number(n uint64) (id [8]byte) {
	binary.BigEndian.PutUint64(id[:], n)
	return id
}

func traceOf(n uint64) (id [16]byte) {
	binary.BigEndian.PutUint64(id[:], n)
	return id
}

func TestBook_AMillionSpansOfOneTraceAreDroppedAsOne(t *testing.T) {
	b := newBook(t, nil)
	before := b.Stats().Bytes
	for n := range uint64(1_000_000) {
		b.Observe(&breakdown.SpanRef{Trace: traceOf(1), ID: number(n + 1), Parent: number(n), Entry: n == 0, Operation: 1, Release: 1, End: 1e6}, monday)
	}
	s := b.Stats()
	assert.Equal(t, before, s.Bytes)
	assert.Zero(t, s.Held)
	assert.EqualValues(t, 1, s.Dropped)
	assert.EqualValues(t, 1_000_000, s.Spans+s.Refused)
	b.Advance(monday.Add(time.Minute))
	assert.Zero(t, b.Calls(1, 1))
}

func TestBook_ALongChainOfSpansIsWalked(t *testing.T) {
	b := newBook(t, nil)
	for n := range uint64(2048) {
		b.Observe(&breakdown.SpanRef{Trace: traceOf(1), ID: number(n + 1), Parent: number(n), Entry: n == 0, Operation: 1, Release: 1, End: 1e6}, monday)
	}
	b.Advance(monday.Add(time.Minute))
	assert.EqualValues(t, 1, b.Calls(1, 1))
	assert.Zero(t, b.Stats().Orphans)
}

func TestBook_AFullBufferRefusesWholeTraces(t *testing.T) {
	b := newBook(t, func(s *breakdown.Settings) { s.MaxSpans, s.MaxTraces = 1000, 500 })
	// Every trace has a query before its entry: none is seen without it, whatever was refused in between.
	part := b.Part(orders)
	now := monday
	for round := range uint64(20) {
		for n := range uint64(1000) {
			b.Observe(&breakdown.SpanRef{Trace: traceOf(round*1000 + n), ID: number(2), Parent: number(1), End: 1e6, Part: part}, now)
		}
		now = now.Add(5 * time.Second)
		b.Advance(now)
		for n := range uint64(1000) {
			b.Observe(&breakdown.SpanRef{Trace: traceOf(round*1000 + n), ID: number(1), Entry: true, Operation: 1, Release: uint32(1 + n%2), End: 1e6}, now)
		}
		require.LessOrEqual(t, b.Stats().Held, 1000)
		now = now.Add(6 * time.Second)
		b.Advance(now)
	}
	b.Advance(now.Add(time.Minute))
	s := b.Stats()
	assert.Positive(t, s.RefusedTraces)
	assert.Greater(t, s.Calls, uint64(2000))
	for _, g := range b.Compare(1, 1, 2) {
		if g.Part == orders {
			assert.InDelta(t, 1, g.Before.Times, 1e-9)
			assert.InDelta(t, 1, g.After.Times, 1e-9)
		}
	}
}

func TestBook_WhatComesAfterItsTraceIsOverMakesNoCall(t *testing.T) {
	b := newBook(t, small)
	b.Observe(&breakdown.SpanRef{Trace: traceOf(1), ID: number(2), Parent: number(1), End: 1e6, Part: b.Part(orders)}, monday)
	b.Advance(monday.Add(time.Minute))
	b.Observe(&breakdown.SpanRef{Trace: traceOf(1), ID: number(1), Entry: true, Operation: 1, Release: 1, End: 1e6}, monday.Add(time.Minute))
	b.Advance(monday.Add(2 * time.Minute))
	assert.Zero(t, b.Calls(1, 1))
	s := b.Stats()
	assert.EqualValues(t, 1, s.Late)
	assert.EqualValues(t, 1, s.Orphans)
}

func TestBook_ATraceIsHeldWhileItsSpansGoOnComingAndNoLonger(t *testing.T) {
	b := newBook(t, small) // ten seconds, forty at most
	observe := func(n uint64, at time.Duration, entry bool) {
		b.Observe(&breakdown.SpanRef{Trace: traceOf(1), ID: number(n), Entry: entry, Operation: 1, Release: 1, End: 1e6}, monday.Add(at))
		b.Advance(monday.Add(at))
	}
	for n := range uint64(5) {
		observe(n+2, time.Duration(n)*8*time.Second, false)
		assert.EqualValues(t, n+1, b.Stats().Held)
	}
	observe(8, 39*time.Second, true)
	assert.EqualValues(t, 6, b.Stats().Held)
	b.Advance(monday.Add(40 * time.Second))
	assert.Zero(t, b.Stats().Held)
	assert.EqualValues(t, 1, b.Calls(1, 1))
}

func TestBook_TimesThatCannotBeAreLeftOut(t *testing.T) {
	b := newBook(t, small)
	for n, s := range []breakdown.SpanRef{
		{Start: -1, End: 5}, {Start: 5, End: math.MinInt64}, {Start: 0, End: math.MaxInt64}, {Start: math.MaxInt64, End: math.MaxInt64}, {Start: math.MaxInt64, End: 0},
		{Start: 0, End: int64(time.Hour)},
	} {
		s.Trace, s.Entry, s.Operation, s.Release = traceOf(uint64(n)), true, 1, 1
		b.Observe(&s, monday)
	}
	b.Advance(monday.Add(time.Minute))
	s := b.Stats()
	assert.EqualValues(t, 2, s.Bad)
	assert.EqualValues(t, 2, s.Long)
	assert.Zero(t, b.Calls(1, 1))
}

func TestBook_NamesBeyondTheLimitAreThoseOfTheirKind(t *testing.T) {
	b := newBook(t, func(s *breakdown.Settings) { s.MaxParts = 10 })
	for n := range 10 {
		assert.Greater(t, b.Part(breakdown.Part{Kind: breakdown.PartDatabase, Name: fmt.Sprint("SELECT ", n)}), breakdown.PartID(breakdown.PartOther))
	}
	assert.Equal(t, breakdown.PartID(breakdown.PartHost), b.Part(breakdown.Part{Kind: breakdown.PartHost, Name: "one more"}))
	assert.EqualValues(t, 1, b.Stats().PartOverflow)

	b.Advance(monday) // nothing refers to any of them
	id := b.Part(breakdown.Part{Kind: breakdown.PartHost, Name: "one more"})
	assert.Greater(t, id, breakdown.PartID(breakdown.PartOther))
	b.Observe(&breakdown.SpanRef{Trace: traceOf(1), Part: 1 << 31, ID: number(1)}, monday)
	b.Observe(&breakdown.SpanRef{Trace: traceOf(1), Part: id, ID: number(2)}, monday)
	b.Advance(monday.Add(time.Minute))
	assert.EqualValues(t, 2, b.Stats().Spans)
	assert.Zero(t, b.Part(breakdown.Part{}))
	assert.Equal(t, breakdown.PartID(breakdown.PartOther), b.Part(breakdown.Part{Kind: 200}))
	long := b.Part(breakdown.Part{Kind: breakdown.PartHost, Name: strings.Repeat("ä", 100)})
	assert.Equal(t, long, b.Part(breakdown.Part{Kind: breakdown.PartHost, Name: strings.Repeat("ä", 64)}))
}

func TestBook_APartOfACallWithTooManyIsOtherInBothReleases(t *testing.T) {
	b := newBook(t, nil)
	for release := range uint32(2) {
		trace := traceOf(uint64(release))
		for n := range uint64(100) {
			part := breakdown.Part{Kind: breakdown.PartDatabase, Name: fmt.Sprint("SELECT ", (n+50*uint64(release))%100)}
			b.Observe(&breakdown.SpanRef{
				Trace: trace, ID: number(n + 2), Parent: number(1), Start: int64(n) * millisecond, End: int64(n+1) * millisecond, Part: b.Part(part),
			}, monday)
		}
		b.Observe(&breakdown.SpanRef{Trace: trace, ID: number(1), End: 100 * millisecond, Entry: true, Operation: 1, Release: release + 1}, monday)
	}
	b.Advance(monday.Add(time.Minute))
	growths := b.Compare(1, 1, 2)
	require.NotEmpty(t, growths)
	assert.LessOrEqual(t, b.Stats().Bytes, newBook(t, nil).Stats().Bytes+100*300+2*(150+32*40))
	for _, g := range growths {
		assert.InDelta(t, 0, g.Nanoseconds, 1e-3, g)
	}
}

func TestBook_ProfilesHaveALimitAndAreForgotten(t *testing.T) {
	b := newBook(t, func(s *breakdown.Settings) { s.MaxProfiles = 2 })
	for n := range uint64(4) {
		b.Observe(&breakdown.SpanRef{Trace: traceOf(n), End: 1e6, Entry: true, Operation: uint32(n), Release: 1}, monday)
	}
	b.Advance(monday.Add(time.Minute))
	s := b.Stats()
	assert.Equal(t, 2, s.Profiles)
	assert.EqualValues(t, 1, s.ProfileOverflow, "an operation that is 0 has no room elsewhere already")
	assert.Nil(t, b.Compare(1, 1, 2))
	for n := range uint32(4) {
		b.Forget(n, 1)
	}
	assert.Zero(t, b.Stats().Profiles)
}

func TestNew_SaysWhichSettingsCannotBe(t *testing.T) {
	for name, change := range map[string]func(*breakdown.Settings){
		"no spans": func(s *breakdown.Settings) { s.MaxSpans = 0 }, "no hold": func(s *breakdown.Settings) { s.Hold = 0 },
		"a sample of none": func(s *breakdown.Settings) { s.SampleOneIn = -1 }, "more than can be": func(s *breakdown.Settings) { s.MaxTraces = 1 << 30 },
		"traces too deep for a stack": func(s *breakdown.Settings) { s.MaxTraceSpans = 1 << 20 },
	} {
		t.Run(name, func(t *testing.T) {
			s := breakdown.NewDefaultSettings()
			change(&s)
			_, err := breakdown.New(s)
			assert.Error(t, err)
		})
	}
}
