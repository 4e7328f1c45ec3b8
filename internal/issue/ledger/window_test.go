package ledger

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

var start = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// sighting is a record in a test: who recorded it, under which parent, and when.
type sighting struct {
	source       exception.Source
	span, parent byte
	second       int
}

func (s sighting) of(key uint64) Sighting {
	return Sighting{
		Key: key, Source: min(s.source, exception.SourceLogRecord), Event: s.source != log, Span: exception.SpanID{s.span}, Parent: exception.SpanID{s.parent},
		Time: start.Add(time.Duration(s.second) * time.Second),
	}
}

const (
	ev  = exception.SourceSpanEvent
	log = exception.SourceLogRecord
	// logEvent is a log record that an instrumentation sends for a span event.
	logEvent = exception.SourceLogRecord + 1
)

func TestWindow_Add(t *testing.T) {
	tests := map[string]struct {
		seen []sighting
		want []Verdict
	}{
		"an event and a log record of one span are one": {
			seen: []sighting{{ev, 1, 0, 0}, {log, 1, 0, 0}},
			want: []Verdict{Counted, MergedPair},
		},
		"a log record before its event is one, too": {
			seen: []sighting{{log, 1, 0, 0}, {ev, 1, 9, 1}},
			want: []Verdict{Counted, MergedPair},
		},
		"two events and two log records pair one to one": {
			seen: []sighting{{ev, 1, 0, 0}, {ev, 1, 0, 1}, {log, 1, 0, 0}, {log, 1, 0, 1}, {log, 1, 0, 2}},
			want: []Verdict{Counted, Counted, MergedPair, MergedPair, Counted},
		},
		"the log record of an instrumentation and that of a logger are one": {
			seen: []sighting{{log, 1, 0, 0}, {logEvent, 1, 0, 1}},
			want: []Verdict{Counted, MergedPair},
		},
		"an event, the log record beside it and that of a logger are one, in any order": {
			seen: []sighting{{logEvent, 1, 0, 1}, {log, 1, 0, 0}, {ev, 1, 0, 1}},
			want: []Verdict{Counted, MergedPair, MergedPair},
		},
		"log records of an instrumentation at different times count each time": {
			seen: []sighting{{logEvent, 1, 0, 0}, {logEvent, 1, 0, 1}, {log, 1, 0, 2}},
			want: []Verdict{Counted, Counted, MergedPair},
		},
		"a parent that records the error of its child folds": {
			seen: []sighting{{ev, 2, 1, 0}, {ev, 1, 0, 1}},
			want: []Verdict{Counted, MergedChain},
		},
		"a child that arrives after its parent folds": {
			seen: []sighting{{ev, 1, 0, 1}, {ev, 2, 1, 0}},
			want: []Verdict{Counted, MergedChain},
		},
		"a chain of three folds into one": {
			seen: []sighting{{ev, 3, 2, 0}, {ev, 2, 1, 1}, {ev, 1, 0, 2}},
			want: []Verdict{Counted, MergedChain, MergedChain},
		},
		"siblings count each, their parent folds into one of them": {
			seen: []sighting{{ev, 2, 1, 0}, {ev, 3, 1, 1}, {ev, 1, 0, 2}},
			want: []Verdict{Counted, Counted, MergedChain},
		},
		"siblings count each when their parent came first": {
			seen: []sighting{{ev, 1, 0, 2}, {ev, 2, 1, 0}, {ev, 3, 1, 1}},
			want: []Verdict{Counted, MergedChain, Counted},
		},
		"the same error at different times in one span counts each time": {
			seen: []sighting{{ev, 1, 0, 0}, {ev, 1, 0, 1}, {ev, 1, 0, 2}},
			want: []Verdict{Counted, Counted, Counted},
		},
		"a grandparent without the parent counts": {
			seen: []sighting{{ev, 3, 2, 0}, {ev, 1, 0, 1}},
			want: []Verdict{Counted, Counted},
		},
		"a retry is recognised by span, kind and time": {
			seen: []sighting{{ev, 1, 0, 0}, {ev, 1, 0, 0}, {log, 1, 0, 0}, {log, 1, 0, 0}},
			want: []Verdict{Counted, MergedRetry, MergedPair, MergedRetry},
		},
		"events of parent and child and both log records are one": {
			seen: []sighting{{ev, 2, 1, 0}, {ev, 1, 0, 1}, {log, 2, 0, 0}, {log, 1, 0, 1}},
			want: []Verdict{Counted, MergedChain, MergedPair, MergedPair},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := NewWindow[int](WindowAge, 100)
			for n, s := range test.seen {
				verdict, _, _ := w.Add(s.of(7), start, n)
				assert.Equal(t, test.want[n], verdict, "record %d", n)
			}
		})
	}
}

func TestWindow_MergedRecordsGetTheReferenceOfTheFirst(t *testing.T) {
	w := NewWindow[string](WindowAge, 100)
	w.Add(sighting{ev, 3, 2, 0}.of(7), start, "leaf")
	_, ref, _ := w.Add(sighting{ev, 2, 1, 1}.of(7), start, "middle")
	assert.Equal(t, "leaf", ref)
	_, ref, _ = w.Add(sighting{ev, 1, 0, 2}.of(7), start, "root")
	assert.Equal(t, "leaf", ref, "also through a record that was itself merged")
	_, ref, _ = w.Add(sighting{log, 1, 0, 2}.of(7), start, "log")
	assert.Equal(t, "leaf", ref)
}

func TestWindow_OtherKeysNeverMerge(t *testing.T) {
	w := NewWindow[int](WindowAge, 100)
	for key := range uint64(10) {
		verdict, _, _ := w.Add(sighting{ev, 1, 0, 0}.of(key), start, 0)
		assert.Equal(t, Counted, verdict)
	}
}

func TestWindow_ForgetsAfterItsAge(t *testing.T) {
	w := NewWindow[int](WindowAge, 100)
	w.Add(sighting{ev, 1, 0, 0}.of(7), start, 0)
	verdict, _, _ := w.Add(sighting{ev, 1, 0, 0}.of(7), start.Add(WindowAge), 0)
	assert.Equal(t, MergedRetry, verdict, "at its age")
	verdict, _, _ = w.Add(sighting{ev, 1, 0, 0}.of(7), start.Add(WindowAge+1), 0)
	assert.Equal(t, Counted, verdict, "after it")
}

func TestWindow_ARefusedRecordCountsWhenItIsSentAgain(t *testing.T) {
	w := NewWindow[int](WindowAge, 100)
	_, _, token := w.Add(sighting{ev, 1, 0, 0}.of(7), start, 0)
	_, _, logToken := w.Add(sighting{log, 1, 0, 0}.of(7), start, 0)
	w.Undo(token)
	w.Undo(logToken)
	w.Undo(Token{})

	verdict, _, token := w.Add(sighting{ev, 1, 0, 0}.of(7), start, 0)
	assert.Equal(t, Counted, verdict, "the event counted and was refused")
	verdict, _, _ = w.Add(sighting{log, 1, 0, 0}.of(7), start, 0)
	assert.Equal(t, MergedRetry, verdict, "the log record was part of it")
	w.Undo(token)
	verdict, _, _ = w.Add(sighting{ev, 1, 0, 0}.of(7), start, 0)
	assert.Equal(t, Counted, verdict, "refused twice")
	verdict, _, _ = w.Add(sighting{ev, 1, 0, 0}.of(7), start, 0)
	assert.Equal(t, MergedRetry, verdict, "accepted at last")
}

func TestWindow_HoldsNoMoreThanItsLimit(t *testing.T) {
	const limit = 50
	w := NewWindow[int](WindowAge, limit)
	for n := range 3 * limit {
		verdict, _, _ := w.Add(sighting{ev, byte(n), 0, n}.of(uint64(n%7)), start, n)
		require.Equal(t, Counted, verdict)
	}
	assert.Equal(t, limit, w.Len())
	assert.EqualValues(t, 2*limit, w.Evicted())
	assert.LessOrEqual(t, len(w.first), 7)
	assert.LessOrEqual(t, len(w.exact), limit)

	verdict, _, _ := w.Add(sighting{ev, byte(3*limit - 1), 0, 3*limit - 1}.of(uint64((3*limit-1)%7)), start, 0)
	assert.Equal(t, MergedRetry, verdict, "the youngest is still known")
	verdict, _, _ = w.Add(sighting{ev, 0, 0, 0}.of(0), start, 0)
	assert.Equal(t, Counted, verdict, "the oldest is not")
}

func TestWindow_OldEntriesLeaveUncounted(t *testing.T) {
	w := NewWindow[int](WindowAge, 2)
	for n := range 6 {
		w.Add(sighting{ev, byte(n), 0, n}.of(uint64(n)), start.Add(time.Duration(n)*2*WindowAge), n)
	}
	assert.Zero(t, w.Evicted())
}

func TestWindow_KeyTellsApart(t *testing.T) {
	w := NewWindow[int](WindowAge, 2)
	rec := exception.Record{TraceID: exception.TraceID{1}, Service: exception.Service{Name: "s"}}
	outermost := exception.Exception{Type: "E", Message: "m"}
	key := w.Key(&rec, &outermost, 1)
	assert.Equal(t, key, w.Key(&rec, &outermost, 1))
	for name, change := range map[string]func(*exception.Record, *exception.Exception){
		"trace":   func(r *exception.Record, _ *exception.Exception) { r.TraceID[0] = 2 },
		"type":    func(_ *exception.Record, e *exception.Exception) { e.Type = "F" },
		"message": func(_ *exception.Record, e *exception.Exception) { e.Message = "n" },
		"service": func(r *exception.Record, _ *exception.Exception) { r.Service.Name = "t" },
		"status":  func(r *exception.Record, _ *exception.Exception) { r.Source = exception.SourceSpanStatus },
	} {
		rec, outermost := rec, outermost
		change(&rec, &outermost)
		assert.NotEqual(t, key, w.Key(&rec, &outermost, 1), name)
	}
	assert.NotEqual(t, key, w.Key(&rec, &outermost, 2), "innermost frame")
}

func BenchmarkWindow_Add(b *testing.B) {
	w := NewWindow[int](WindowAge, WindowEntries)
	rec := exception.Record{TraceID: exception.TraceID{1}, Service: exception.Service{Name: "payment"}}
	outermost := exception.Exception{Type: "shop.PaymentError", Message: "card declined"}
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		rec.TraceID[8], rec.TraceID[9], rec.TraceID[10] = byte(n), byte(n>>8), byte(n>>16)
		w.Add(Sighting{Key: w.Key(&rec, &outermost, 1), Source: ev, Span: exception.SpanID{1}, Time: start}, start, 0)
	}
}
