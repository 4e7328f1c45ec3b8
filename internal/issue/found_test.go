package issue

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// alarmAt is a report about signups, that began two hours before start.
func alarmAt(at time.Time, f Finding) Event {
	f.Kind, f.Tier, f.Incident, f.Stream = KindFlatline, TierPage, "signups", "signups"
	f.Onset, f.DecidedAt = start.Add(-2*time.Hour), at
	return Event{Type: EventAlarm, At: at, Finding: &f}
}

// alarmed is an issue that an alarm opened at start.
func alarmed(f Finding) Issue {
	i, _, _ := Transition(Issue{ID: "id", Identity: Identity{Kind: KindFlatline, Service: "shop"}}, alarmAt(start, f), NewDefaultPolicy())
	return i
}

func TestAlarm_SaysWhatTheDetectorSays(t *testing.T) {
	i := alarmed(Finding{Release: "2.1.0", Expected: 412})
	require.Equal(t, "No signups since 10:00 UTC", i.Title)
	require.Equal(t, "signups", i.Culprit)
	require.Equal(t, exception.LevelError, i.Level)
	require.Equal(t, GroupIncident, i.GroupReason)
	require.Equal(t, start.Add(-2*time.Hour), i.FirstSeen)
	require.Equal(t, start, i.LastSeen)
	require.Equal(t, "2.1.0", i.FirstRelease)
	require.EqualValues(t, 1, i.Observed)

	next := alarmAt(start.Add(time.Hour), Finding{Release: "2.1.0", Ratio: 0.2})
	next.Finding.Tier, next.Finding.Onset = TierNotice, start.Add(-time.Hour)
	i, change := step(t, i, next, NewDefaultPolicy())
	require.Equal(t, ReasonHourly, change.Reason)
	require.Equal(t, "Fewer signups since 11:00 UTC", i.Title)
	require.Equal(t, exception.LevelWarning, i.Level, "the level is that of the last report")
	require.Equal(t, next.Finding, i.Finding)
}

func TestAlarm_AReleaseThatIsSuspectedLaterIsTheFirst(t *testing.T) {
	i, change := step(t, alarmed(Finding{}), alarmAt(later, Finding{Release: "2.1.0"}), NewDefaultPolicy())
	require.Equal(t, ReasonNewRelease, change.Reason)
	require.Equal(t, "2.1.0", i.FirstRelease)
	require.Equal(t, "2.1.0", i.LastRelease)
}

func TestAlarm_WhatIsWorthKeeping(t *testing.T) {
	known := alarmAt(start, Finding{Expected: 10, Release: "1", Children: []string{"a"}})
	for _, c := range []struct {
		name   string
		at     time.Time
		edit   func(*Finding)
		brings bool
	}{
		{"the same once more", start, func(*Finding) {}, false},
		{"the same, decided anew after a crash", later, func(*Finding) {}, false},
		{"some more missing", later, func(f *Finding) { f.Expected = 99 }, false},
		{"ten times as many missing", later, func(f *Finding) { f.Expected = 100 }, true},
		{"another suspect", later, func(f *Finding) { f.Release = "2" }, true},
		{"another suspect, decided before", start.Add(-1), func(f *Finding) { f.Release = "2" }, false},
		{"a child that joined", later, func(f *Finding) { f.Children = []string{"a", "b"} }, true},
		{"another tier", later, func(f *Finding) { f.Tier = TierNote }, true},
		{"another name", later, func(f *Finding) { f.RenamedTo = "b" }, true},
		{"another incident of a merged issue", later, func(f *Finding) { f.Incident = "logins" }, true},
		{"the same an hour later", start.Add(time.Hour), func(*Finding) {}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := *known.Finding
			f.DecidedAt = c.at
			c.edit(&f)
			require.Equal(t, c.brings, f.brings(known.Finding, time.Hour))
		})
	}
}

func TestAlarm_TenDaysOfSilenceAreNoQuiet(t *testing.T) {
	p := NewDefaultPolicy()
	p.NewFor, p.ResolveAfterQuiet = 365*24*time.Hour, 24*time.Hour
	i := alarmed(Finding{})
	i.Notified.Observed = i.Observed
	require.Equal(t, start.Add(FindingLapse), i.Due(p))
	_, change := step(t, i, tick(start.Add(FindingLapse-1)), p)
	require.Nil(t, change)
	_, change = step(t, i, Event{Type: EventTick, At: start.Add(FindingLapse), Away: 1}, p)
	require.Nil(t, change, "no tracker ran for a part of it")
	after, change := step(t, i, tick(start.Add(FindingLapse)), p)
	require.Equal(t, ReasonNotRenewed, change.Reason)
	require.Equal(t, ScopeQuiet, after.Resolution.Scope)
}

func TestRecover_KeepsWhatWasSaid(t *testing.T) {
	i := alarmed(Finding{
		Release: "2.1.0", Odds: 9, Children: []string{"a"}, Words: []string{"why"}, Earliest: start.Add(-time.Hour),
		Reference: &Reference{Stream: "attempts"}, Series: Series{Seen: []float64{1}},
	})
	end := Finding{Kind: KindFlatline, Incident: "signups", Onset: i.Finding.Onset, DecidedAt: later, Until: start.Add(time.Minute), Expected: 412}
	after, change := step(t, i, Event{Type: EventRecover, At: later, Finding: &end}, NewDefaultPolicy())
	require.Equal(t, ChangeResolved, change.Kind)
	require.Equal(t, Resolution{Scope: ScopeRecovered, At: later}, after.Resolution)
	want := *i.Finding
	want.DecidedAt, want.Until, want.Expected = later, end.Until, 412
	require.Equal(t, &want, after.Finding)
	require.Equal(t, 2*time.Hour+time.Minute, after.Finding.Lasted())
	require.EqualValues(t, 412, after.Finding.Missing())
}

func TestRecover_AnAlarmAndItsEndThatComeAgainAreToldOnce(t *testing.T) {
	first := alarmAt(start, Finding{})
	end := Event{Type: EventRecover, At: later, Finding: &Finding{Incident: "signups", DecidedAt: later, Until: later}}
	second := alarmAt(later.Add(time.Hour), Finding{})
	i := alarmed(Finding{})
	for _, ev := range []Event{end, second} {
		i, _ = step(t, i, ev, NewDefaultPolicy())
	}
	require.Equal(t, StateRegressed, i.State)
	for _, ev := range []Event{first, end, second} {
		again, change, err := Transition(i, ev, NewDefaultPolicy())
		require.NoError(t, err)
		require.Nil(t, change)
		require.Equal(t, i, again)
	}
}

func TestAlarm_WhatWasForgottenReturnsWithItsPast(t *testing.T) {
	old := Issue{ID: "id", State: StateResolved, Version: 7, FirstSeen: start.AddDate(0, -1, 0), FirstRelease: "0.9"}
	i, change := step(t, old, alarmAt(start, Finding{Release: "2"}), NewDefaultPolicy())
	require.Equal(t, ReasonForgotten, change.Reason)
	require.Equal(t, VerdictForgotten, change.Proof.Verdict)
	require.Equal(t, "0.9", i.FirstRelease)
}

func TestAlarm_EndsAMuteByCount(t *testing.T) {
	i, _ := step(t, alarmed(Finding{}), Event{Type: EventMute, At: start, Mute: Conditions{Count: 2}}, NewDefaultPolicy())
	i, change := step(t, i, alarmAt(start.Add(time.Hour), Finding{}), NewDefaultPolicy())
	require.Nil(t, change)
	_, change = step(t, i, alarmAt(start.Add(2*time.Hour), Finding{}), NewDefaultPolicy())
	require.Equal(t, ReasonMuteCount, change.Reason)
	require.EqualValues(t, 2, change.Meanwhile)
}

func TestAlarm_WithoutAFindingChangesNothing(t *testing.T) {
	for _, state := range append([]State{0}, existing...) {
		for _, event := range []EventType{EventAlarm, EventRecover} {
			before := in(state)
			after, change, err := Transition(before, Event{Type: event, At: later}, NewDefaultPolicy())
			require.NoError(t, err)
			require.Nil(t, change)
			require.Equal(t, before, after)
		}
	}
}

func TestTitle_SaysWhatHappened(t *testing.T) {
	for _, c := range []struct {
		want string
		f    Finding
	}{
		{"No signups since 02:13 UTC", Finding{Kind: KindFlatline, Stream: "signups"}},
		{"Fewer signups since 02:13 UTC", Finding{Kind: KindFlatline, Stream: "signups", Ratio: 0.3}},
		{"No signups since 02:13 UTC, while signup attempts go on", Finding{Kind: KindConversion, Stream: "signups", Reference: &Reference{Stream: "signup attempts"}}},
		{"Fewer signups since 02:13 UTC", Finding{Kind: KindConversion, Stream: "signups", Ratio: 0.3}},
		{"No traffic at shop since 02:13 UTC", Finding{Kind: KindTraffic}},
		{"Less traffic at shop since 02:13 UTC", Finding{Kind: KindTraffic, Ratio: 0.1}},
		{"No telemetry from node-7 since 02:13 UTC", Finding{Kind: KindTelemetryGap, Stream: "node-7"}},
		{"Less telemetry from shop since 02:13 UTC", Finding{Kind: KindTelemetryGap, Ratio: 0.5}},
		{"signup_done is now user_registered", Finding{Kind: KindRenamed, Stream: "signup_done", RenamedTo: "user_registered"}},
		{"GET /pay is slower since 02:13 UTC", Finding{Kind: KindLatency, Stream: "GET /pay"}},
		{"orders is stuck since 02:13 UTC", Finding{Kind: KindStuck, Stream: "orders"}},
	} {
		t.Run(c.want, func(t *testing.T) {
			c.f.Onset = time.Date(2026, 3, 4, 3, 13, 40, 0, time.FixedZone("CET", 3600))
			c.f.DecidedAt = c.f.Onset.Add(time.Hour)
			require.Equal(t, c.want, c.f.Title("shop"))
		})
	}
	old := Finding{Kind: KindFlatline, Stream: "signups", Onset: start, DecidedAt: start.AddDate(1, 0, 0)}
	require.Equal(t, "No signups since 2026-03-04 12:00 UTC", old.Title(""))
}

func TestSummary_SaysTheFigures(t *testing.T) {
	f := Finding{Onset: start, DecidedAt: start.Add(time.Hour)}
	require.Equal(t, "since 12:00 UTC", f.Summary())
	f.Expected, f.Seen = 412.4, 0
	require.Equal(t, "0 of about 412 expected since 12:00 UTC", f.Summary())
	f.Expected, f.Seen, f.MissingLow, f.MissingHigh = 9.75, 1.5, 6, 11
	require.Equal(t, "1.5 of about 9.8 expected since 12:00 UTC, 6 to 11 missing", f.Summary())
	for lasted, text := range map[time.Duration]string{
		40 * time.Second: "40s", 9 * time.Minute: "9m", 133 * time.Minute: "2h13m", 50 * time.Hour: "2d2h",
	} {
		f.Until = start.Add(lasted)
		require.Equal(t, "it lasted "+text+", 1.5 of about 9.8 expected came, 6 to 11 missing", f.Summary())
	}
	f.Expected = 0
	require.Equal(t, "it lasted 2h13m", (&Finding{Onset: start, Until: start.Add(133 * time.Minute)}).Summary())
}

func TestNames_OfKindsAndLevelsOfTiers(t *testing.T) {
	for _, k := range Kinds {
		again, err := ParseKind(string(k))
		require.NoError(t, err)
		require.Equal(t, k, again)
	}
	_, err := ParseKind("exotic")
	require.EqualError(t, err, `unknown kind "exotic": use one of error, flatline, conversion, traffic, telemetry_gap, renamed, latency, stuck`)
	for tier, level := range map[Tier]exception.Level{
		TierNote: exception.LevelInfo, TierNotice: exception.LevelWarning, TierPage: exception.LevelError,
	} {
		require.Equal(t, level, tier.Level(), tier)
	}
}
