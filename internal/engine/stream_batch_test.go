package engine

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

var shop = flatline.Sender{Namespace: "shop", Service: "checkout", Environment: "production", Version: "2.1.0", Instance: "a"}

func newFlatlines(t testing.TB, tracker *Tracker) *Flatlines {
	t.Helper()
	f, err := tracker.Flatlines("flatline", flatline.Settings{Declared: []flatline.Declared{{Name: "signups", Tier: flatline.TierPage, Budget: 1}}})
	require.NoError(t, err)
	return f
}

// requests are spans of one sender, the ids of which begin at first.
func requests(b *StreamBatch, sender *flatline.Sender, first uint64, n int, at time.Time) {
	b.From(sender)
	for i := range n {
		b.Item(first+uint64(i), at, true, true)
		b.Discovered("server POST /signup", at, 1)
	}
}

func TestStreamBatch_ItemsThatComeTwiceAreCountedOnce(t *testing.T) {
	other := shop
	other.Instance = "b"
	for name, tc := range map[string]struct {
		second func(b *StreamBatch)
		after  time.Duration
		want   uint64 // repeated
	}{
		"the same by another pipeline":       {func(b *StreamBatch) { requests(b, &shop, 1, 3, start) }, 0, 3},
		"the same among others":              {func(b *StreamBatch) { requests(b, &other, 9, 2, start); requests(b, &shop, 1, 3, start) }, 0, 3},
		"the same within a minute":           {func(b *StreamBatch) { requests(b, &shop, 1, 3, start) }, time.Minute, 3},
		"the same after a minute":            {func(b *StreamBatch) { requests(b, &shop, 1, 3, start) }, time.Minute + time.Second, 0},
		"other items":                        {func(b *StreamBatch) { requests(b, &shop, 2, 3, start) }, 0, 0},
		"fewer items":                        {func(b *StreamBatch) { requests(b, &shop, 1, 2, start) }, 0, 0},
		"items of the same ids another time": {func(b *StreamBatch) { requests(b, &shop, 1, 3, start.Add(-time.Second)) }, 0, 0},
		"an item that nothing tells apart":   {func(b *StreamBatch) { requests(b, &shop, 0, 1, start) }, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFlatlines(t, newFixture(t).tracker)
			for range 2 { // an item without an id, twice
				b := f.Begin(flatline.SignalSpan, start)
				requests(b, &shop, 0, 1, start)
				require.Zero(t, b.Commit()[ledger.FateRepeated])
			}
			b := f.Begin(flatline.SignalSpan, start)
			requests(b, &shop, 1, 3, start)
			sums := b.Commit()
			require.EqualValues(t, 3, sums[ledger.FateReceived])
			require.Zero(t, sums[ledger.FateRepeated])

			b = f.Begin(flatline.SignalSpan, start.Add(tc.after))
			tc.second(b)
			require.Equal(t, tc.want, b.Commit()[ledger.FateRepeated])
		})
	}
}

func TestStreamBatch_ARefusedBatchIsNotCountedAndCountsWhenItComesAgain(t *testing.T) {
	f := newFlatlines(t, newFixture(t).tracker)
	b := f.Begin(flatline.SignalSpan, start)
	requests(b, &shop, 1, 3, start)
	b.Abort()
	b = f.Begin(flatline.SignalSpan, start.Add(time.Second))
	requests(b, &shop, 1, 3, start)
	require.Zero(t, b.Commit()[ledger.FateRepeated])
	senders := f.Senders()
	require.Len(t, senders, 1)
	require.Equal(t, "spans", senders[0].Signal)
	require.EqualValues(t, 6, senders[0].Sums[ledger.FateReceived])
	require.EqualValues(t, 3, senders[0].Sums[ledger.FateRefused])
}

func TestStreamBatch_AccountsForTimesAndOwnTelemetry(t *testing.T) {
	f := newFlatlines(t, newFixture(t).tracker)
	b := f.Begin(flatline.SignalLog, start)
	b.From(&shop)
	b.Item(1, start, false, false)
	b.Item(2, start.Add(-11*time.Minute), false, false)
	b.Item(3, start.Add(time.Minute), false, false)
	b.Own(4)
	sums := b.Commit()
	require.Equal(t, ledger.Sums{ledger.FateReceived: 3, ledger.FateLate: 1, ledger.FateSkewed: 1, ledger.FateOwn: 4}, sums)
	require.Equal(t, sums, f.Stats().Items)
}

func TestStreamBatch_NamesOfServicesAreThoseOfTheirErrors(t *testing.T) {
	f := newFlatlines(t, newFixture(t).tracker)
	odd := shop
	odd.Service = "shop\x1b[31m\xff" + strings.Repeat("x", 1000)
	b := f.Begin(flatline.SignalSpan, start)
	requests(b, &odd, 1, 1, start)
	b.Commit()
	require.Len(t, f.Senders(), 1)
	require.Equal(t, scrub.New(scrub.Settings{}).Name(odd.Service), f.Senders()[0].Service)
	require.NotEqual(t, odd.Service, f.Senders()[0].Service)
}

func TestFlatlines_OneForEachID(t *testing.T) {
	tracker := newFixture(t).tracker
	newFlatlines(t, tracker)
	_, err := tracker.Flatlines("flatline", flatline.Settings{})
	require.EqualError(t, err, "flatline has a detector already")
}

func TestStreamBatch_NeedsNoMemoryPerItem(t *testing.T) {
	f := newFlatlines(t, newFixture(t).tracker)
	first := uint64(1)
	batch := func() {
		b := f.Begin(flatline.SignalSpan, start)
		requests(b, &shop, first, 1000, start)
		first += 1000
		b.Commit()
	}
	batch()
	require.Less(t, testing.AllocsPerRun(50, batch), 10.0, "allocations per 1000 items")
}

func BenchmarkStreamBatch(b *testing.B) {
	db, err := store.Open(b.Context(), store.Settings{Path: store.InMemory})
	require.NoError(b, err)
	defer func() { require.NoError(b, db.Close()) }()
	tracker, err := New(Settings{DB: db, Scrubber: scrub.New(scrub.Settings{}), Instance: "bench"})
	require.NoError(b, err)
	f := newFlatlines(b, tracker)
	const items = 1000
	b.ReportAllocs()
	for first := uint64(1); b.Loop(); first += items {
		batch := f.Begin(flatline.SignalSpan, start)
		requests(batch, &shop, first, items, start)
		batch.Commit()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/items, "ns/item")
}
