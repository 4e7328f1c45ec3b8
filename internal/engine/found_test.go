package engine

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
)

// flat is a finding about signups that was decided at a time.
func flat(phase flatline.Phase, at time.Time) flatline.Finding {
	return flatline.Finding{
		Kind: flatline.KindFlatline, Phase: phase, Tier: flatline.TierPage, Incident: "signups@shop", Stream: "signups",
		Key: flatline.Key{Service: "shop", Environment: "production"}, At: at, Onset: start.Add(-10 * time.Minute),
		Expected: 412, MissingLow: 380, MissingHigh: 440,
	}
}

func (f *fixture) report(findings ...flatline.Finding) {
	f.t.Helper()
	require.NoError(f.t, f.tracker.Report(f.t.Context(), f.now, f.translated(findings...)))
}

func (f *fixture) translated(findings ...flatline.Finding) (list []Finding) {
	f.t.Helper()
	for i := range findings {
		one, ok := silenceFindingOf(&findings[i], f.tracker.settings.Scrubber)
		require.True(f.t, ok)
		list = append(list, one)
	}
	return list
}

func TestReport_AnAlarmOpensAndRecoveryResolves(t *testing.T) {
	f := newFixture(t)
	f.report(flat(flatline.PhaseBegan, f.now))
	i := f.only()
	require.Equal(t, issue.KindFlatline, i.Kind)
	require.Equal(t, "flatline1:signups@shop", i.Fingerprint)
	require.Equal(t, "No signups since 11:50 UTC", i.Title)
	f.now = f.now.Add(2 * time.Hour)
	end := flat(flatline.PhaseRecovered, f.now)
	end.Until = f.now.Add(-time.Minute)
	f.report(end)
	require.Equal(t, issue.StateResolved, f.only().State)
	require.Equal(t, []string{"opened alarm 1", "resolved recovered 1"}, f.changes())
	steps, err := f.db.Steps(t.Context(), "", i.ID, 1)
	require.NoError(t, err)
	require.Equal(t, "it lasted 2h9m, 0 of about 412 expected came, 380 to 440 missing", steps[0].Comment)
	require.Equal(t, issue.ActorTidemark, steps[0].Actor)

	f.now = f.now.Add(time.Hour)
	again := flat(flatline.PhaseBegan, f.now)
	again.Onset = f.now.Add(-time.Minute)
	f.report(again)
	require.Equal(t, issue.StateRegressed, f.only().State)
	require.Equal(t, []string{"opened alarm 1", "resolved recovered 1", "regressed alarm_again 2"}, f.changes())
}

func TestReport_WhatIsReportedAgainAfterACrashIsToldOnce(t *testing.T) {
	f := newFixture(t)
	began, end := flat(flatline.PhaseBegan, f.now), flat(flatline.PhaseRecovered, f.now.Add(time.Hour))
	f.report(began)
	before := f.only()
	f.now = f.now.Add(2 * time.Minute)
	began.At = f.now // decided anew
	f.report(began)
	require.Equal(t, before, f.only())
	f.tick(30 * time.Minute)
	require.Equal(t, []string{"opened alarm 1"}, f.changes())
	f.now = f.now.Add(time.Hour)
	f.report(end)
	f.report(began, end)
	require.Equal(t, []string{"opened alarm 1", "resolved recovered 1"}, f.changes())
}

func TestReport_AFailureKeepsNothingAndCanBeRepeated(t *testing.T) {
	f := newFixture(t)
	list := f.translated(flat(flatline.PhaseBegan, f.now))
	require.Error(t, f.tracker.Report(canceledContext(t), f.now, list))
	require.Empty(t, f.issues())
	require.NoError(t, f.tracker.Report(t.Context(), f.now, list))
	require.Equal(t, []string{"opened alarm 1"}, f.changes())
}

func TestReport_WhatGoesOnIsToldHourlyAndNeverForgottenForQuiet(t *testing.T) {
	f := newFixture(t)
	f.report(flat(flatline.PhaseBegan, f.now))
	for range 3 {
		f.now = f.now.Add(time.Hour)
		f.report(flat(flatline.PhaseWentOn, f.now))
	}
	require.Equal(t, []string{"opened alarm 1", "updated hourly 2", "updated hourly 3", "updated hourly 4"}, f.changes())
	f.tick(issue.FindingLapse - time.Second)
	require.NotEqual(t, issue.StateResolved, f.only().State)
	f.tick(time.Second)
	require.Equal(t, issue.ReasonNotRenewed, f.only().StateReason)
}

func TestReport_PeopleDoToFindingsWhatTheyDoToErrors(t *testing.T) {
	f := newFixture(t)
	f.report(flat(flatline.PhaseBegan, f.now))
	id := f.only().ID
	ann := Person{Actor: "ann"}
	_, err := f.tracker.Mute(t.Context(), f.now, "", id, ann, issue.Conditions{NextRelease: true})
	require.NoError(t, err)
	f.now = f.now.Add(time.Hour)
	f.report(flat(flatline.PhaseWentOn, f.now))
	require.Equal(t, issue.StateMuted, f.only().State)
	_, err = f.tracker.Undo(t.Context(), f.now, "", id, ann)
	require.NoError(t, err)
	require.Equal(t, issue.StateNew, f.only().State)

	_, err = f.tracker.Resolve(t.Context(), f.now, "", id, ann, issue.Resolution{})
	require.NoError(t, err)
	f.report(flat(flatline.PhaseWentOn, f.now))
	require.Equal(t, issue.StateResolved, f.only().State, "it was decided before")
	f.now = f.now.Add(time.Hour)
	f.report(flat(flatline.PhaseWentOn, f.now))
	require.Equal(t, issue.StateRegressed, f.only().State)
}

func TestReport_FindingsOfOneKindAreMergedAndErrorsAreNot(t *testing.T) {
	f := newFixture(t)
	logins := flat(flatline.PhaseBegan, f.now)
	logins.Incident, logins.Stream = "logins@shop", "logins"
	f.report(flat(flatline.PhaseBegan, f.now), logins)
	list := f.translated(flat(flatline.PhaseBegan, f.now), logins)
	into, from := list[0].Identity.ID(), list[1].Identity.ID()
	_, err := f.tracker.Merge(t.Context(), f.now, "", into, from, Person{Actor: "ann"})
	require.NoError(t, err)
	f.now = f.now.Add(time.Hour)
	logins.Phase, logins.At = flatline.PhaseWentOn, f.now
	f.report(logins)
	require.Equal(t, "No logins since 11:50 UTC", f.only().Title)

	f.send(f.record("card 1 declined"))
	for _, i := range f.issues() {
		if i.Kind == issue.KindError {
			_, err = f.tracker.Merge(t.Context(), f.now, "", into, i.ID, Person{Actor: "ann"})
			require.ErrorContains(t, err, "(error)")
		}
	}
}

func TestReport_WhatWasNeverReportedIsNotOver(t *testing.T) {
	f := newFixture(t)
	f.report(flat(flatline.PhaseRecovered, f.now))
	require.Empty(t, f.issues())
	require.Empty(t, f.changes())
}

func TestReport_OpensTheIssueOfAnEnvironmentThatIsKnownNow(t *testing.T) {
	f := newFixture(t)
	unknown := flat(flatline.PhaseBegan, f.now)
	unknown.Key.Environment = exception.UnknownEnvironment
	f.report(unknown)
	f.report(flat(flatline.PhaseBegan, f.now))
	require.Equal(t, "production", f.only().Environment)
}

func TestFindingOf_KeepsWhatMayBeStored(t *testing.T) {
	f := newFixture(t)
	raw := flat(flatline.PhaseBegan, start.In(time.FixedZone("CET", 3600)))
	raw.Incident, raw.Stream = "mail to ann@example.com", "mail to ann@example.com"
	raw.Odds, raw.Evidence, raw.Ratio = math.Inf(1), math.Inf(-1), math.NaN()
	raw.Release, raw.ReleaseSeen, raw.RenamedTo = "2.1.0", start, "b"
	raw.Reference, raw.ReferenceExpected, raw.ReferenceSeen = "attempts", 5, 4
	raw.Words = make([]string, 100)
	raw.Words[0] = strings.Repeat("ü", 1000)
	for range 100 {
		raw.Children = append(raw.Children, "child")
		raw.Series.Seen = append(raw.Series.Seen, math.NaN())
	}
	raw.Series.Start, raw.Series.Step = start, time.Minute
	raw.Series.Low, raw.Series.High, raw.Series.Expected = raw.Series.Seen, raw.Series.Seen, raw.Series.Seen[:98]
	one := f.translated(raw)[0]
	require.NotContains(t, one.Identity.Fingerprint, "ann@")
	require.NotContains(t, one.Stream, "ann@")
	require.Equal(t, []float64{1e15, -1e15, 0}, []float64{one.Odds, one.Evidence, one.Ratio})
	require.Equal(t, time.UTC, one.DecidedAt.Location())
	require.Equal(t, &issue.Reference{Stream: "attempts", Expected: 5, Seen: 4}, one.Reference)
	require.Len(t, one.Words, 20)
	require.Len(t, one.Words[0], 500)
	require.Len(t, one.Children, 50)
	require.Equal(t, start.Add(2*time.Minute), one.Series.Start)
	require.Equal(t, make([]float64, issue.MaxSeries), one.Series.Expected)
	require.NoError(t, f.tracker.Report(t.Context(), f.now, []Finding{one}))
	require.Equal(t, &one.Finding, f.only().Finding)

	raw.Incident = "mail to bob@example.com"
	require.NotEqual(t, one.Identity, f.translated(raw)[0].Identity, "two incidents stay two")
	raw.Phase = flatline.PhaseShadow
	_, ok := silenceFindingOf(&raw, f.tracker.settings.Scrubber)
	require.False(t, ok)
}

func TestFindingOf_EveryKindAndTierIsOne(t *testing.T) {
	f := newFixture(t)
	for kind := flatline.KindFlatline; kind <= flatline.KindGap; kind++ {
		raw := flat(flatline.PhaseBegan, f.now)
		raw.Kind = kind
		require.Contains(t, issue.Kinds, f.translated(raw)[0].Kind)
	}
	for tier := flatline.TierNote; tier <= flatline.TierPage; tier++ {
		raw := flat(flatline.PhaseBegan, f.now)
		raw.Tier = tier
		require.Contains(t, issue.Tiers, f.translated(raw)[0].Tier)
	}
}
