package engine

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// of is an error of a type of its own, so that each is an issue.
func (f *fixture) of(name string) exception.Record {
	rec := f.record("card 1 declined")
	rec.Type = name
	return rec
}

// ids returns the ids of the issues by type.
func (f *fixture) ids() map[string]issue.ID {
	all := map[string]issue.ID{}
	for _, i := range f.issues() {
		name, _, _ := strings.Cut(i.Title, ":")
		all[name] = i.ID
	}
	return all
}

func (f *fixture) detail(id issue.ID) store.Detail {
	f.t.Helper()
	d, err := f.db.Detail(f.t.Context(), "", id)
	require.NoError(f.t, err)
	return d
}

func TestTracker_MergedIssuesAreOneUntilTheyAreUnmerged(t *testing.T) {
	f := newFixture(t)
	f.send(f.of("a"), f.of("b"), f.of("b"), f.of("c"))
	ids := f.ids()
	before := f.detail(ids["b"]).Issue

	f.now = f.now.Add(time.Minute)
	whole, err := f.tracker.Merge(t.Context(), f.now, "", ids["a"], ids["b"], ann)
	require.NoError(t, err)
	require.Equal(t, ids["a"], whole.ID)
	require.EqualValues(t, 3, whole.Observed)
	require.Equal(t, map[string]issue.ID{"a": ids["a"], "c": ids["c"]}, f.ids())

	f.now = f.now.Add(time.Minute)
	newer := f.of("b")
	newer.Version = "1.1.0"
	f.send(newer)
	d := f.detail(ids["b"])
	require.Equal(t, ids["a"], d.Issue.ID, "the id of a part leads to the whole")
	require.EqualValues(t, 4, d.Issue.Observed)
	require.Equal(t, 2, d.Issue.Releases)
	require.Len(t, d.Releases, 2)

	f.now = f.now.Add(time.Minute)
	part, err := f.tracker.Unmerge(t.Context(), f.now, "", ids["b"], ann)
	require.NoError(t, err)
	require.Equal(t, before.Standing(), part.Standing())
	want := before.Totals()
	want.ArrivedAt = f.now
	require.Equal(t, want, part.Totals())
	require.EqualValues(t, 2, f.detail(ids["a"]).Issue.Observed, "what came since stays")
	f.send(f.of("b"))
	require.EqualValues(t, 3, f.detail(ids["b"]).Issue.Observed)
	require.EqualValues(t, 2, f.detail(ids["a"]).Issue.Observed)

	require.Equal(t, []string{
		"opened first_occurrence 1", "opened first_occurrence 2", "opened first_occurrence 1",
	}, sorted(f.changes()[:3], "opened first_occurrence 2"))
	require.Equal(t, []string{
		"updated merged 2", "updated merged 3", "updated new_release 4", "updated unmerged 2", "updated unmerged 2",
	}, f.changes()[3:8])
}

// sorted puts one text second: the order of issues in a flush is that of their ids.
func sorted(list []string, second string) []string {
	for n, s := range list {
		if s == second {
			list[n], list[1] = list[1], list[n]
		}
	}
	return list
}

func TestTracker_AMergeTakesAlongWhatWasMergedBefore(t *testing.T) {
	f := newFixture(t)
	f.send(f.of("a"), f.of("b"), f.of("c"), f.of("c"))
	ids := f.ids()
	merge := func(into, from string) {
		_, err := f.tracker.Merge(t.Context(), f.now, "", ids[into], ids[from], ann)
		require.NoError(t, err)
	}
	merge("b", "c")
	merge("a", "b")
	require.EqualValues(t, 4, f.only().Observed)
	b, err := f.tracker.Unmerge(t.Context(), f.now, "", ids["b"], ann)
	require.NoError(t, err)
	require.EqualValues(t, 1, b.Observed)
	require.EqualValues(t, 3, f.detail(ids["c"]).Issue.Observed, "it stays with the whole")
	_, err = f.tracker.Unmerge(t.Context(), f.now, "", ids["c"], ann)
	require.NoError(t, err)
	require.EqualValues(t, 1, f.detail(ids["a"]).Issue.Observed)
	require.Nil(t, f.detail(ids["a"]).Issue.Own)
}

func TestTracker_MergesThatCannotBe(t *testing.T) {
	f := newFixture(t)
	f.send(f.of("a"), f.of("b"))
	ids := f.ids()
	var conflict *issue.ConflictError
	_, err := f.tracker.Merge(t.Context(), f.now, "", ids["a"], ids["a"], ann)
	require.ErrorAs(t, err, &conflict)
	_, err = f.tracker.Unmerge(t.Context(), f.now, "", ids["a"], ann)
	require.ErrorAs(t, err, &conflict)
	for _, pair := range [][2]issue.ID{{ids["a"], "gone"}, {"gone", ids["a"]}} {
		_, err = f.tracker.Merge(t.Context(), f.now, "", pair[0], pair[1], ann)
		require.ErrorIs(t, err, store.ErrNotFound)
	}
	_, err = f.tracker.Unmerge(t.Context(), f.now, "", "gone", ann)
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = f.tracker.Merge(t.Context(), f.now, "", ids["a"], ids["b"], ann)
	require.NoError(t, err)
	for _, pair := range [][2]string{{"a", "b"}, {"b", "a"}} {
		_, err = f.tracker.Merge(t.Context(), f.now, "", ids[pair[0]], ids[pair[1]], ann)
		require.ErrorContains(t, err, "the same issue")
	}
	_, err = f.tracker.Undo(t.Context(), f.now, "", ids["a"], ann)
	require.ErrorContains(t, err, "merged")
	require.EqualValues(t, 2, f.only().Observed)
}

func TestTracker_OnlyWhatHasOneOrderOfReleasesIsMerged(t *testing.T) {
	f := newFixture(t)
	service, environment, namespace := f.of("service"), f.of("environment"), f.of("namespace")
	service.Service.Name, environment.Service.Environment, namespace.Service.Namespace = "shop", "staging", "bank"
	f.send(f.of("a"), service, environment, namespace)
	ids := f.ids()
	for name, says := range map[string]string{
		"service":     "it is of shop in production (error) and " + string(ids["a"]) + " is of payment in production (error); their releases have no common order",
		"environment": "it is of payment in staging (error)",
		"namespace":   "it is of bank/payment in production (error)",
	} {
		_, err := f.tracker.Merge(t.Context(), f.now, "", ids["a"], ids[name], ann)
		var conflict *issue.ConflictError
		require.ErrorAs(t, err, &conflict)
		require.ErrorContains(t, err, "cannot merge or unmerge an issue that is new: "+says)
	}
	require.Len(t, f.issues(), 4)
}

func TestTracker_APartNeverChangesByItself(t *testing.T) {
	f := newFixture(t)
	f.send(f.of("a"), f.of("b"))
	ids := f.ids()
	_, err := f.tracker.Merge(t.Context(), f.now, "", ids["a"], ids["b"], ann)
	require.NoError(t, err)
	f.tick(8 * 24 * time.Hour)
	f.send(f.of("b"))
	f.tick(15 * 24 * time.Hour)
	require.Equal(t, issue.StateResolved, f.only().State)
	part, err := f.tracker.Unmerge(t.Context(), f.now, "", ids["b"], ann)
	require.NoError(t, err)
	require.Equal(t, issue.StateNew, part.State)
	f.tick(time.Hour)
	require.Equal(t, issue.StateOngoing, f.detail(ids["b"]).Issue.State, "by age, and not resolved by a silence that was none")
}

func TestTracker_AReturnOfAPartOfAResolvedIssueWaitsForItsCommit(t *testing.T) {
	f := newFixture(t)
	f.send(f.of("a"), f.of("b"))
	ids := f.ids()
	_, err := f.tracker.Resolve(t.Context(), f.now, "", ids["a"], ann, issue.Resolution{})
	require.NoError(t, err)
	_, err = f.tracker.Merge(t.Context(), f.now, "", ids["a"], ids["b"], ann)
	require.NoError(t, err)
	f.tracker.settings.CommitWait = time.Millisecond
	rec := f.of("b")
	batch := f.errors.Begin(f.now)
	batch.Judge(&rec, noAttributes{})
	_, waited := batch.Commit(t.Context())
	require.True(t, waited)
}

func TestTracker_MergedIssuesAreNewInTheOldestOfTheirReleases(t *testing.T) {
	f := newFixture(t)
	newer, older := f.of("a"), f.of("b")
	newer.Version, older.Version = "4.7.0", "4.6.0"
	f.send(newer)
	f.now = f.now.Add(time.Minute)
	older.Time = f.now
	f.send(older)
	ids := f.ids()
	whole, err := f.tracker.Merge(t.Context(), f.now, "", ids["a"], ids["b"], ann)
	require.NoError(t, err)
	require.Equal(t, "4.6.0", whole.FirstRelease)
	require.Equal(t, start, whole.FirstSeen.Local().UTC())
	_, err = f.tracker.Unmerge(t.Context(), f.now, "", ids["b"], ann)
	require.NoError(t, err)
	require.Equal(t, "4.7.0", f.detail(ids["a"]).Issue.FirstRelease)
	require.Equal(t, "4.6.0", f.detail(ids["b"]).Issue.FirstRelease)
}
