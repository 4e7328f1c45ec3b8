package engine

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
)

func TestBatch_AnUnknownErrorIsDurableWhenCommitReturns(t *testing.T) {
	f := newFixture(t)
	rec := f.record("card 1 declined")
	batch := f.errors.Begin(f.now)
	stamp, ok := batch.Judge(&rec, noAttributes{})
	assert.True(t, ok)
	committed := make(chan WaitResult)
	go func() {
		result, waited := batch.Commit(t.Context())
		assert.True(t, waited)
		committed <- result
	}()
	<-f.tracker.Kick()
	assert.Empty(t, f.issues(), "nothing is written before the flush")
	f.flush()
	assert.Equal(t, WaitCommitted, <-committed)

	i := f.only()
	assert.Equal(t, stamp.IssueID, string(i.ID))
	assert.Equal(t, stamp.Fingerprint, i.Fingerprint)
	assert.Equal(t, issue.StateNew, i.State)
	assert.Equal(t, "PaymentError: card 1 declined", i.Title)
	assert.Equal(t, []string{"opened first_occurrence 1"}, f.changes())
}

func TestBatch_AKnownErrorDoesNotWait(t *testing.T) {
	f := newFixture(t)
	f.send(f.record("card 1 declined"))
	rec := f.record("card 2 declined")
	batch := f.errors.Begin(f.now)
	batch.Judge(&rec, noAttributes{})
	_, waited := batch.Commit(t.Context())
	assert.False(t, waited)
	f.flush()
	assert.EqualValues(t, 2, f.only().Observed)
}

func TestBatch_ARefusedBatchCountsWhenItIsSentAgain(t *testing.T) {
	f := newFixture(t)
	rec := f.record("card 1 declined")
	refused := f.errors.Begin(f.now)
	refused.Judge(&rec, noAttributes{})
	refused.Abort()
	f.flush()
	assert.Empty(t, f.issues())
	assert.Zero(t, refused.Outcomes)

	f.send(rec)
	again := f.send(rec)
	assert.Equal(t, 1, again.Outcomes[OutcomeRetry], "the sender did not hear that it was accepted")
	assert.EqualValues(t, 1, f.only().Observed)
}

func TestBatch_ARetryOfWhatIsNotDurableWaitsToo(t *testing.T) {
	f := newFixture(t, func(s *Settings) { s.CommitWait = time.Millisecond })
	rec := f.record("card 1 declined")
	first := f.errors.Begin(f.now)
	first.Judge(&rec, noAttributes{})
	result, _ := first.Commit(t.Context())
	assert.Equal(t, WaitTimeout, result, "nobody flushes")

	again := f.errors.Begin(f.now)
	again.Judge(&rec, noAttributes{})
	result, waited := again.Commit(t.Context())
	assert.True(t, waited, "it must not be acknowledged before the first is durable")
	assert.Equal(t, WaitTimeout, result)
}

func TestBatch_CountsOneErrorOnce(t *testing.T) {
	f := newFixture(t)
	child := f.record("card 1 declined")
	parent := child
	parent.SpanID, child.ParentID = exception.SpanID{99}, exception.SpanID{99}
	log := child
	log.Source, log.ParentID = exception.SourceLogRecord, exception.SpanID{}
	batch := f.send(child, log, parent)
	assert.Equal(t, Outcomes{OutcomeReported: 1, OutcomePair: 1, OutcomeChain: 1}, batch.Outcomes)
	assert.EqualValues(t, 1, f.only().Count)
}

func TestBatch_ALoggerBesideAnInstrumentationThatSendsLogRecordsIsTheSameError(t *testing.T) {
	f := newFixture(t)
	logged := f.record("card 1 declined")
	logged.Source, logged.Name = exception.SourceLogRecord, ""
	recorded := logged
	recorded.Name, recorded.Time = "exception", logged.Time.Add(time.Millisecond)
	batch := f.send(logged, recorded)
	assert.Equal(t, Outcomes{OutcomeReported: 1, OutcomePair: 1}, batch.Outcomes)
	assert.EqualValues(t, 1, f.only().Count)
}

func TestBatch_ALoggerThatCutsTypeAndMessageTellsOfTheSameError(t *testing.T) {
	f := newFixture(t)
	span := f.record("[Errno 2] no such file: 'a.txt'")
	span.Type, span.Language = "shop.files.MissingError", "python"
	span.StackTrace = "Traceback (most recent call last):\n  File \"/app/shop.py\", line 7, in read\n    open(name)\n" +
		"shop.files.MissingError: [Errno 2] no such file: 'a.txt'\n"
	log := span
	log.Source, log.Type, log.Message = exception.SourceLogRecord, "MissingError", "2"
	batch := f.send(span, log)
	assert.Equal(t, Outcomes{OutcomeReported: 1, OutcomePair: 1}, batch.Outcomes)
	assert.EqualValues(t, 1, f.only().Count)
}

func TestBatch_SampledErrorsCountForThoseNotSent(t *testing.T) {
	f := newFixture(t)
	rec := f.record("card 1 declined")
	rec.Weight = 4
	f.send(rec)
	i := f.only()
	assert.EqualValues(t, 4, i.Count)
	assert.EqualValues(t, 1, i.Observed)
}

func TestBatch_IgnoredErrorsAreLeftAlone(t *testing.T) {
	f := newFixture(t)
	f.errors = f.tracker.NewErrors(Ignore{Messages: []string{"card * declined"}}, nil)
	rec := f.record("card 1 declined")
	batch := f.errors.Begin(f.now)
	_, ok := batch.Judge(&rec, noAttributes{})
	assert.False(t, ok)
	assert.Equal(t, 1, batch.Outcomes[OutcomeIgnored])
}

func TestBatch_AStatusIsAnErrorOnlyWhenNoExceptionExplainsIt(t *testing.T) {
	status := func(f *fixture) exception.Record {
		r := f.record("payment failed")
		r.Source, r.Type, r.SpanName = exception.SourceSpanStatus, "", "POST /pay"
		return r
	}
	t.Run("an exception of the trace came before", func(t *testing.T) {
		f := newFixture(t)
		cause, s := f.record("card 1 declined"), status(f)
		s.TraceID = cause.TraceID
		batch := f.send(cause, s)
		assert.Equal(t, 1, batch.Outcomes[OutcomeExplained])
		assert.Len(t, f.issues(), 1)
	})
	t.Run("an exception of the trace came after", func(t *testing.T) {
		f := newFixture(t)
		cause, s := f.record("card 1 declined"), status(f)
		s.TraceID = cause.TraceID
		f.send(s)
		f.now = f.now.Add(4 * time.Second)
		f.send(cause)
		f.now = f.now.Add(time.Minute)
		f.flush()
		assert.Len(t, f.issues(), 1)
	})
	t.Run("none came", func(t *testing.T) {
		f := newFixture(t)
		f.send(status(f))
		assert.Empty(t, f.issues(), "it may still come")
		f.now = f.now.Add(5 * time.Second)
		f.flush()
		assert.Contains(t, f.only().Title, "payment failed")
	})
}

func TestBatch_UsersAreCountedByTheirHash(t *testing.T) {
	f := newFixture(t)
	for _, user := range []string{"ann", "bob", "ann"} {
		rec := f.record("card 1 declined")
		rec.User = user
		f.send(rec)
	}
	assert.EqualValues(t, 2, f.only().Users.Estimate())
}

func TestBatch_TimesThatCannotBeAreTheReceiveTime(t *testing.T) {
	for name, sent := range map[string]time.Time{
		"1970": time.Unix(1, 0), "2100": time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), "none": {},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			rec := f.record("card 1 declined")
			rec.Time = sent
			f.send(rec)
			assert.Equal(t, start, f.only().LastSeen)
		})
	}
}

func TestBatch_OverTheLimitOfPendingSumsDropsAndCounts(t *testing.T) {
	f := newFixture(t, func(s *Settings) { s.MaxPending = 3 })
	batch := f.errors.Begin(f.now)
	for n := range 5 {
		rec := f.record("card 1 declined")
		rec.Service.Name = "payment" + string(rune('a'+n))
		batch.Judge(&rec, noAttributes{})
	}
	f.tracker.settings.CommitWait = 0
	batch.Commit(t.Context())
	f.flush()
	assert.Len(t, f.issues(), 3)
	assert.Equal(t, 2, batch.Outcomes[OutcomeDropped])
	assert.EqualValues(t, 2, f.tracker.Stats().Dropped)
}

func TestGrouper_StampsAFingerprintAndNoIssue(t *testing.T) {
	f := newFixture(t)
	rec := f.record("card 1 declined")
	batch := NewGrouper(Ignore{}, nil).Begin(f.now)
	stamp, ok := batch.Judge(&rec, noAttributes{})
	assert.True(t, ok)
	assert.NotEmpty(t, stamp.Fingerprint)
	assert.Empty(t, stamp.IssueID)
	_, waited := batch.Commit(t.Context())
	assert.False(t, waited)
}

func TestGlob(t *testing.T) {
	for _, test := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true}, {"*", "", true}, {"a*c", "abbc", true}, {"a*c", "abbcd", false},
		{"*Timeout*", "java.net.SocketTimeoutException", true}, {"GET /health?", "GET /healthz", true},
		{"a*b*c", "aXbXbXc", true}, {"***", "x", true}, {"abc", "ab", false}, {"*a", "ba", true}, {"*a", "ab", false},
	} {
		assert.Equal(t, test.want, glob(test.pattern, test.text), "%q %q", test.pattern, test.text)
	}
}

func TestOccurrenceTime(t *testing.T) {
	for _, tt := range []struct {
		name     string
		sent     time.Time
		want     time.Time
		believed bool
	}{
		{"none is the receive time", time.Time{}, start, true},
		{"one that is past is taken", start.Add(-29 * 24 * time.Hour), start.Add(-29 * 24 * time.Hour), true},
		{"one that is too far back is not believed", start.Add(-31 * 24 * time.Hour), start, false},
		{"a clock that is a little ahead is none of these", start.Add(time.Minute), start, true},
		{"one in the future is not believed", start.Add(time.Minute + time.Second), start, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at, believed := occurrenceTime(tt.sent, start)
			if !at.Equal(tt.want) || believed != tt.believed {
				t.Errorf("got %s, %t, want %s, %t", at, believed, tt.want, tt.believed)
			}
		})
	}
}
