package engine

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

func TestExemplars_AreBoundedAndTheNextOccurrenceIsKept(t *testing.T) {
	f := newFixture(t)
	f.tracker.exemplars.limit = 2 * exemplarOverhead
	var records []exception.Record
	for n := range 5 {
		rec := f.record("card declined")
		rec.Service.Name = fmt.Sprint("s", n)
		records = append(records, rec)
	}
	f.send(records...)
	assert.Len(t, f.issues(), 5, "all are counted")
	assert.EqualValues(t, 3, f.tracker.Stats().ExemplarsRefused)
	assert.Zero(t, f.tracker.exemplars.bytes.Load(), "what is written is out of memory")

	f.now = f.now.Add(time.Second)
	late := f.record("card declined")
	late.Service.Name = "s4"
	f.send(late)
	for _, i := range f.issues() {
		if i.Service != "s4" {
			continue
		}
		detail, err := f.db.Detail(t.Context(), "", i.ID)
		require.NoError(t, err)
		assert.NotEmpty(t, detail.Exemplars)
	}
}

func TestExemplars_ThatAreNotWrittenAreNotAccounted(t *testing.T) {
	status := func(f *fixture) exception.Record {
		r := f.record("failed")
		r.Source, r.Type = exception.SourceSpanStatus, ""
		return r
	}
	for name, test := range map[string]func(f *fixture){
		"the batch is refused": func(f *fixture) {
			counted, held := f.record("card declined"), status(f)
			b := f.errors.Begin(f.now)
			b.Judge(&counted, noAttributes{})
			b.Judge(&held, noAttributes{})
			require.Positive(f.t, f.tracker.exemplars.bytes.Load())
			b.Abort()
		},
		"there is no room until the next flush": func(f *fixture) {
			f.tracker.settings.MaxPending = 1
			other := f.record("card declined")
			other.Service.Name = "other"
			b := f.send(f.record("card declined"), other)
			require.Equal(f.t, 1, b.Outcomes[OutcomeDropped])
		},
		"an exception explains a status": func(f *fixture) {
			s := status(f)
			f.send(s)
			require.Positive(f.t, f.tracker.exemplars.bytes.Load(), "it is held")
			raised := f.record("card declined")
			raised.TraceID = s.TraceID
			f.send(raised)
			f.now = f.now.Add(time.Minute)
			f.flush()
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			test(f)
			assert.Zero(t, f.tracker.exemplars.bytes.Load())
		})
	}
}

func TestPending_HoldsNoMoreThanItsLimit(t *testing.T) {
	const limit = 20
	f := newFixture(t, func(s *Settings) { s.MaxPending = limit })
	var records []exception.Record
	for n := range 2 * limit {
		rec := f.record("card declined")
		rec.Version = fmt.Sprint("1.0.", n)
		records = append(records, rec)
	}
	b := f.errors.Begin(f.now)
	for i := range records {
		b.Judge(&records[i], noAttributes{})
	}
	b.Commit(canceledContext(t))
	assert.Equal(t, limit, b.Outcomes[OutcomeDropped])
	for _, s := range f.tracker.pending.sums {
		assert.Len(t, s.releases, limit)
		assert.Len(t, s.byName, limit, "many releases are found by name")
	}
	f.flush()
	assert.EqualValues(t, limit, f.only().Observed)

	again := f.record("card declined")
	again.Version = "1.0.3"
	f.send(again)
	assert.EqualValues(t, limit+1, f.only().Observed)
}
