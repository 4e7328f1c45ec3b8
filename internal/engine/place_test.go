package engine

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

func atMost(n int) func(*Settings) { return func(s *Settings) { s.IssuesPerPath = n } }

// words are messages that no template takes for one.
var words = []string{"alder", "birch", "cedar", "elder", "hazel", "larch", "maple", "olive", "poplar", "willow", "yew"}

// missing is an error whose message has a free word, always at one place.
func (f *fixture) missing(word string) exception.Record {
	rec := f.record("no user named " + word)
	rec.Type = "LookupError"
	rec.StackTrace = "Traceback (most recent call last):\n  File \"/app/users.py\", line 7, in find\n    raise LookupError(text)\nLookupError: no user named " + word + "\n"
	return rec
}

// observed returns how often issues were seen, by the reason of their group, the rarest first.
func (f *fixture) observed() (counts map[string][]int64) {
	f.t.Helper()
	counts = map[string][]int64{}
	for _, i := range f.issues() {
		counts[i.GroupReason] = append(counts[i.GroupReason], i.Observed)
	}
	for _, list := range counts {
		slices.Sort(list)
	}
	return counts
}

func TestPlace_MessagesOverTheLimitShareOneIssue(t *testing.T) {
	f := newFixture(t, atMost(3))
	var stamps []string
	for _, word := range words[:10] {
		rec := f.missing(word)
		batch := f.errors.Begin(f.now)
		stamp, _ := batch.Judge(&rec, noAttributes{})
		stamps = append(stamps, stamp.IssueID)
		batch.Abort()
		f.send(rec)
	}
	assert.Equal(t, map[string][]int64{"in_app_frames": {1, 1, 1}, "messages_vary": {7}}, f.observed())
	assert.EqualValues(t, 7, f.tracker.Stats().Folded)
	assert.Len(t, f.changes(), 4, "one page for each of the first three, and one for all others")

	d := f.errors.cache.Decide(new(f.missing("alder")))
	for n, stamp := range stamps {
		detail, err := f.db.Detail(t.Context(), "", issue.ID(stamp))
		require.NoError(t, err)
		if n < 3 {
			assert.Equal(t, stamp, string(detail.Issue.ID))
			assert.Equal(t, d.Path, detail.Issue.Path)
		} else {
			assert.Equal(t, "messages_vary", detail.Issue.GroupReason, "the id on the data leads to where it is counted")
			assert.Equal(t, d.Path, detail.Issue.Fingerprint)
			assert.Empty(t, detail.Issue.Path, "it is none of those that are counted")
			assert.Equal(t, "LookupError: no user named elder", detail.Issue.Title)
		}
	}
}

func TestPlace_AllMessagesOfOneBatchCount(t *testing.T) {
	f := newFixture(t, atMost(3))
	var records []exception.Record
	for _, word := range append(words[:10:10], words[:10]...) {
		records = append(records, f.missing(word))
	}
	f.send(records...)
	assert.Equal(t, map[string][]int64{"in_app_frames": {2, 2, 2}, "messages_vary": {14}}, f.observed())
}

func TestPlace_ARepeatedMessageIsStampedWithItsIssueAndNotDecidedAgain(t *testing.T) {
	f := newFixture(t, atMost(1))
	f.send(f.missing("alder"))
	f.send(f.missing("birch"))
	again := f.missing("birch")
	batch := f.errors.Begin(f.now)
	stamp, _ := batch.Judge(&again, noAttributes{})
	_, waited := batch.Commit(t.Context())
	f.flush()
	assert.False(t, waited)
	detail, err := f.db.Detail(t.Context(), "", issue.ID(stamp.IssueID))
	require.NoError(t, err)
	assert.Equal(t, stamp.IssueID, string(detail.Issue.ID))
	assert.EqualValues(t, 2, detail.Issue.Observed)
	assert.EqualValues(t, 1, f.tracker.Stats().Folded)
}

// restart returns a fixture over the same store that knows nothing.
func (f *fixture) restart(change ...func(*Settings)) *fixture {
	f.t.Helper()
	settings := f.tracker.settings
	settings.Instance += "again"
	for _, c := range change {
		c(&settings)
	}
	tracker, err := New(settings)
	require.NoError(f.t, err)
	return &fixture{t: f.t, tracker: tracker, db: f.db, now: f.now, errors: tracker.NewErrors(Ignore{}, nil), span: f.span}
}

func TestPlace_AfterARestartEveryMessageIsWhereItWas(t *testing.T) {
	f := newFixture(t, atMost(3))
	for _, word := range words[:6] {
		f.send(f.missing(word))
	}
	f = f.restart()
	for _, word := range words[:7] {
		f.send(f.missing(word))
	}
	assert.Equal(t, map[string][]int64{"in_app_frames": {2, 2, 2}, "messages_vary": {7}}, f.observed())
	assert.EqualValues(t, 1, f.tracker.Stats().Folded, "only the one that was not seen before")
}

func TestPlace_ZeroIsNoLimit(t *testing.T) {
	f := newFixture(t, atMost(0))
	for _, word := range words {
		f.send(f.missing(word))
	}
	assert.Len(t, f.issues(), len(words))
}

func TestPlace_AHigherLimitLeavesWhatIsTogetherAndOpensMore(t *testing.T) {
	f := newFixture(t, atMost(1))
	f.send(f.missing("alder"))
	f.send(f.missing("birch"))
	f = f.restart(atMost(2))
	for _, word := range words[:4] {
		f.send(f.missing(word))
	}
	assert.Equal(t, map[string][]int64{"in_app_frames": {1, 2}, "messages_vary": {3}}, f.observed())
}

func TestPlace_ServicesAndEnvironmentsDoNotShareTheLimit(t *testing.T) {
	f := newFixture(t, atMost(2))
	for _, edit := range []func(*exception.Record){
		func(*exception.Record) {}, func(r *exception.Record) { r.Service.Name = "cart" },
		func(r *exception.Record) { r.Namespace = "bank" }, func(r *exception.Record) { r.Environment = "staging" },
	} {
		for _, word := range words[:4] {
			rec := f.missing(word)
			edit(&rec)
			f.send(rec)
		}
	}
	assert.Equal(t, map[string][]int64{"in_app_frames": {1, 1, 1, 1, 1, 1, 1, 1}, "messages_vary": {2, 2, 2, 2}}, f.observed())
}

func TestPlace_ErrorsWithoutFramesHaveNoLimit(t *testing.T) {
	f := newFixture(t, atMost(1))
	f.send(f.record("no user"))
	f.send(f.record("no order"))
	assert.Len(t, f.issues(), 2)
}

func TestPlace_ResolvedIssuesCountToo(t *testing.T) {
	f := newFixture(t, atMost(2))
	for _, word := range words[:2] {
		f.send(f.missing(word))
	}
	for _, i := range f.issues() {
		_, err := f.tracker.Resolve(t.Context(), f.now, "", i.ID, Person{Actor: "ann"}, issue.Resolution{})
		require.NoError(t, err)
	}
	f.send(f.missing("cedar"))
	assert.Equal(t, map[string][]int64{"in_app_frames": {1, 1}, "messages_vary": {1}}, f.observed())
}

func TestPlace_ANewMessageReopensTheResolvedIssueOfAll(t *testing.T) {
	f := newFixture(t, atMost(1))
	f.send(f.missing("alder"))
	f.send(f.missing("birch"))
	all := f.errors.cache.Decide(new(f.missing("birch"))).Path
	for _, i := range f.issues() {
		if i.Fingerprint == all {
			_, err := f.tracker.Resolve(t.Context(), f.now, "", i.ID, Person{Actor: "ann"}, issue.Resolution{})
			require.NoError(t, err)
		}
	}
	f.now = f.now.Add(time.Minute)
	f.send(f.missing("cedar"))
	assert.Equal(t, []string{
		"opened first_occurrence 1", "opened first_occurrence 1", "resolved by_person 1", "regressed returned 2",
	}, f.changes())
}

func TestPlace_AFailedFlushFoldsOnceWhenItIsWrittenAgain(t *testing.T) {
	f := newFixture(t, atMost(1))
	f.tracker.settings.CommitWait = 0
	f.send(f.missing("alder"))
	batch := f.errors.Begin(f.now)
	for _, word := range words[1:4] {
		batch.Judge(new(f.missing(word)), noAttributes{})
	}
	batch.Commit(t.Context())
	require.Error(t, f.tracker.Flush(canceledContext(t), f.now))
	want := map[string][]int64{"in_app_frames": {1}, "messages_vary": {3}}
	f.flush()
	assert.Equal(t, want, f.observed())
	assert.EqualValues(t, 3, f.tracker.Stats().Folded)

	// The answer to the commit got lost: it is written again under its number.
	k := f.tracker.book.find(issue.NewErrorIdentity(&exception.Service{Name: "payment", Environment: "production"},
		f.errors.cache.Decide(new(f.missing("birch"))).Fingerprint), "")
	f.tracker.inflight = newPending()
	f.tracker.inflight.number = f.tracker.flushes
	o := occurrence{known: k, decision: f.tracker.cache.Decide(new(f.missing("birch"))), count: 1, time: f.now}
	f.tracker.inflight.add(&o, f.now, 10, f.tracker.settings.Scrubber.Text)
	f.flush()
	assert.Equal(t, want, f.observed())
	assert.EqualValues(t, 3, f.tracker.Stats().Folded)
}

func TestPlace_AnEnvironmentThatBecomesKnownTakesTheIssueOfAllAlong(t *testing.T) {
	f := newFixture(t, atMost(2))
	for _, environment := range []string{exception.UnknownEnvironment, "production", "production"} {
		for _, word := range words[:5] {
			rec := f.missing(word)
			rec.Environment = environment
			f.send(rec)
		}
	}
	assert.Equal(t, map[string][]int64{"in_app_frames": {3, 3}, "messages_vary": {9}}, f.observed())
	for _, i := range f.issues() {
		assert.Equal(t, "production", i.Environment)
	}
}

func TestPlace_OnceTheOldestNamesAreForgottenTheirMessagesAreFoldedAgain(t *testing.T) {
	f := newFixture(t, atMost(1), func(s *Settings) {
		var err error
		s.DB, err = store.Open(t.Context(), store.Settings{Path: store.InMemory, Retention: store.Retention{MaxFolds: 2}})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.DB.Close()) })
	})
	f.db = f.tracker.settings.DB
	for _, word := range words {
		f.now = f.now.Add(time.Second)
		f.send(f.missing(word))
	}
	trimmed, err := f.db.Trim(t.Context(), f.now)
	require.NoError(t, err)
	assert.EqualValues(t, len(words)-1-2, trimmed.Folds)
	f = f.restart()
	f.send(f.missing("birch"))
	assert.Equal(t, map[string][]int64{"in_app_frames": {1}, "messages_vary": {int64(len(words))}}, f.observed())
	assert.EqualValues(t, 1, f.tracker.Stats().Folded)
}

func TestPlace_AnIssueThatReturnsAfterItWasForgottenUnderAnotherNameIsItself(t *testing.T) {
	db, err := store.Open(t.Context(), store.Settings{Path: store.InMemory, Retention: store.Retention{MaxIssues: 1}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	f := newFixture(t, func(s *Settings) { s.DB = db })
	f.db = db
	before := f.record("card 1 declined")
	before.Environment = exception.UnknownEnvironment
	f.send(before)
	first := f.only().ID
	f.send(f.record("card 2 declined"))
	f.now = f.now.Add(time.Minute)
	f.send(f.record("something else"))
	_, err = db.Trim(t.Context(), f.now)
	require.NoError(t, err)
	for n := range 3 {
		f.now = f.now.Add(time.Minute)
		f.send(f.record(fmt.Sprintf("card %d declined", n)))
	}
	detail, err := db.Detail(t.Context(), "", first)
	require.NoError(t, err)
	assert.Equal(t, issue.StateRegressed, detail.Issue.State)
	assert.EqualValues(t, 3, detail.Issue.Observed)
	assert.Equal(t, "production", detail.Issue.Environment)
}
