package issue

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const histories = 10_000

// allowed says which states a state may lead to, and by which events.
var allowed = map[State]map[State][]EventType{
	0:               {StateNew: {EventSeen, EventAlarm}},
	StateNew:        {StateOngoing: {EventTick}, StateEscalating: {EventFinding}, StateResolved: {EventTick, EventResolve, EventRecover}, StateMuted: {EventMute}},
	StateOngoing:    {StateEscalating: {EventFinding}, StateResolved: {EventTick, EventResolve, EventRecover}, StateMuted: {EventMute}},
	StateEscalating: {StateOngoing: {EventTick}, StateResolved: {EventTick, EventResolve, EventRecover}, StateMuted: {EventMute}},
	StateResolved:   {StateRegressed: {EventSeen, EventAlarm}, StateOngoing: {EventReopen}},
	StateRegressed:  {StateOngoing: {EventTick}, StateEscalating: {EventFinding}, StateResolved: {EventTick, EventResolve, EventRecover}, StateMuted: {EventMute}},
	StateMuted:      {StateOngoing: {EventSeen, EventTick, EventUnmute, EventAlarm}, StateEscalating: {EventFinding}, StateResolved: {EventResolve, EventRecover}},
}

// history is a random life of an issue, with what must always be true of it.
type history struct {
	t      testing.TB
	random *rand.Rand
	policy Policy
	now    time.Time
	issue  Issue
	steps  []Step // newest first
	found  bool   // by a detector
	told   map[string]bool

	seen   int64 // of all occurrences and reports that came
	counts map[string]int
}

// TestTransition_RandomHistories lets issues live through everything in any order.
func TestTransition_RandomHistories(t *testing.T) {
	counts := map[string]int{}
	for seed := range uint64(histories) {
		h := history{
			t: t, random: rand.New(rand.NewPCG(seed, 1)), policy: NewDefaultPolicy(), now: start,
			issue: Issue{ID: "id"}, told: map[string]bool{}, counts: counts, found: seed%2 == 1,
		}
		for range 40 {
			h.live()
		}
		if t.Failed() {
			t.Fatalf("history %d", seed)
		}
	}
	for from, tos := range allowed {
		for to := range tos {
			require.Positive(t, counts[fmt.Sprintf("%s→%s", from, to)], "no history led from %s to %s", from, to)
		}
	}
	for _, reason := range Reasons {
		if reason != ReasonMerged && reason != ReasonUnmerged {
			require.Positive(t, counts[string(reason)], "no history had the reason %s", reason)
		}
	}
	for _, kind := range ChangeKinds {
		require.Positive(t, counts[string(kind)], "no history told %s", kind)
	}
}

// live lets one thing happen.
func (h *history) live() {
	due := h.issue.Due(h.policy)
	if h.random.IntN(3) == 0 && !due.IsZero() {
		h.now = notBefore(h.now, due)
		before := h.issue
		changed := h.apply(Event{Type: EventTick, At: h.now})
		moved := h.issue.Due(h.policy)
		require.True(h.t, changed || moved.IsZero() || moved.After(h.now),
			"a tick at %s did nothing to %+v", h.now, before)
		return
	}
	longest := []time.Duration{time.Second, time.Minute, time.Hour, 24 * time.Hour, 40 * 24 * time.Hour}[h.random.IntN(5)]
	h.now = h.now.Add(time.Duration(h.random.Int64N(int64(longest))))
	h.apply(h.event())
}

func notBefore(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// event is a random one.
func (h *history) event() Event {
	ev := Event{Type: EventTypes[h.random.IntN(int(EventUndo))], At: h.now, Actor: "ann", Comment: "because"}
	if h.random.IntN(2) == 0 || h.issue.State == 0 {
		ev.Type = EventSeen
	}
	if reported := ev.Type == EventAlarm || ev.Type == EventRecover; reported && !h.found {
		ev.Type = EventSeen
	}
	if ev.Type == EventSeen && h.found {
		ev.Type = EventAlarm
	}
	switch ev.Type {
	case EventAlarm, EventRecover:
		ev.Actor = ""
		ev.Finding = h.finding()
	case EventSeen:
		ev.Actor = ""
		ev.Seen = h.occurrences()
	case EventTick, EventFinding:
		ev.Actor = ""
	case EventResolve:
		ev.Resolution = Resolution{Scope: Scope(h.random.IntN(int(ScopeQuiet) + 1)), Release: "2", Commit: "abc"}
	case EventMute:
		ev.Mute, ev.Release = h.conditions(), "1"
	case EventAssign:
		ev.Assignee = []string{"", "ann", "bob"}[h.random.IntN(3)]
	case EventUndo:
		ev.Undo, _ = Undoable(h.steps)
	}
	return ev
}

// finding is one of two incidents that are one issue, decided lately.
func (h *history) finding() *Finding {
	at := h.now.Add(-time.Duration(h.random.Int64N(int64(10 * time.Minute))))
	return &Finding{
		Kind: KindFlatline, Tier: Tiers[h.random.IntN(len(Tiers))], Incident: []string{"signups", "signups", "logins"}[h.random.IntN(3)],
		Stream: "signups", Onset: at.Add(-time.Hour), DecidedAt: at, Expected: float64(h.random.IntN(1000)), Release: []string{"", "1", "2"}[h.random.IntN(3)],
	}
}

// reports says how much a report counts.
func (h *history) reports(ev Event) int64 {
	counts := false
	switch before := &h.issue; before.State {
	case 0:
		counts = true
	case StateResolved:
		counts = ev.Finding.DecidedAt.After(before.Resolution.At)
	default:
		counts = ev.Finding.brings(before.Finding, h.policy.UpdateAtLeastEvery)
	}
	if counts {
		return 1
	}
	return 0
}

func (h *history) occurrences() Seen {
	n := 1 + h.random.Int64N(20)
	at := h.now.Add(-time.Duration(h.random.Int64N(int64(10 * time.Minute))))
	s := Seen{
		Count: float64(n), Observed: n, First: at.Add(-time.Minute), Last: at, FirstRelease: "1", LastRelease: "2",
		Releases: max(h.issue.Releases, 1) + h.random.IntN(10)/9,
	}
	s.Users = NewUsers()
	for range n {
		s.Users.Add(fmt.Sprint(h.random.IntN(50)))
	}
	if h.random.IntN(2) == 0 {
		v := Verdicts[h.random.IntN(len(Verdicts))]
		s.Proof = &Proof{Verdict: v, SeenAt: at, Words: "so"}
	}
	return s
}

func (h *history) conditions() (c Conditions) {
	yes := func() bool { return h.random.IntN(3) == 0 }
	if yes() {
		c.Until = h.now.Add(time.Duration(h.random.Int64N(int64(400 * 24 * time.Hour))))
	}
	if yes() {
		c.Count = 1 + h.random.Int64N(100)
	}
	if yes() {
		c.Rate = Rate{Count: 1 + h.random.Int64N(100), Per: []time.Duration{time.Hour, 24 * time.Hour, time.Minute}[h.random.IntN(3)]}
	}
	if yes() {
		c.Users = 1 + h.random.Int64N(20)
	}
	c.NextRelease, c.Escalation = yes(), yes()
	return c
}

// apply does what the event says and checks what must be true. It says whether there was a step.
func (h *history) apply(ev Event) bool {
	t, before := h.t, h.issue
	after, change, err := Transition(before, ev, h.policy)
	came := ev.Seen.Observed
	if ev.Type == EventAlarm {
		came = h.reports(ev)
		again, change, err := Transition(after, ev, h.policy)
		require.NoError(t, err)
		require.Nil(t, change, "a report that comes twice is told once")
		require.Equal(t, after, again)
	}
	h.seen += came
	require.Equal(t, h.seen, after.Observed, "everything is counted once")
	require.InDelta(t, float64(h.seen), after.Count, 1e-9)
	require.Equal(t, after.State == StateMuted, after.Mute != nil)
	require.Equal(t, after.State == StateResolved, after.Resolution != Resolution{})
	if err != nil {
		var conflict *ConflictError
		require.True(t, errors.As(err, &conflict) || errors.Is(err, ErrInvalid))
		require.True(t, ev.Type.byPerson(), "nobody asked")
		require.Equal(t, before, after)
		require.Nil(t, change)
		return false
	}
	h.issue = after
	if change == nil {
		require.Equal(t, before.Version, after.Version)
		require.Equal(t, before.State, after.State)
		require.Equal(t, before.StateSince, after.StateSince)
		require.Equal(t, before.Notified, after.Notified)
		return false
	}
	require.Equal(t, before.Version+1, after.Version)
	require.False(t, h.told[change.ID])
	h.told[change.ID] = true
	h.check(ev, came, &before, change)
	if ev.Type != EventUndo {
		h.undo(change)
	}
	h.steps = slices.Insert(h.steps, 0, change.Step)
	h.counts[fmt.Sprintf("%s→%s", change.Before.State, change.To)]++
	h.counts[string(change.Reason)]++
	h.counts[string(change.Kind)]++
	return true
}

// check says what must be true of a step.
func (h *history) check(ev Event, came int64, before *Issue, change *Change) {
	t, from, to := h.t, before.State, change.To
	if from != to && ev.Type != EventUndo {
		require.Contains(t, allowed[from][to], ev.Type, "%s led from %s to %s", ev.Type, from, to)
	}
	switch {
	case to == StateRegressed && from != to && ev.Type != EventUndo:
		require.True(t, change.Proof.Verdict.Reopens())
		if ev.Seen.Proof != nil {
			require.Equal(t, ev.Seen.Proof, change.Proof)
		}
	case ev.Type == EventRecover:
		require.Equal(t, ChangeResolved, change.Kind)
		require.Equal(t, ev.Finding.DecidedAt, change.Issue.Resolution.At)
	case from == StateMuted && !ev.Type.byPerson():
		require.Equal(t, ChangeUnmuted, change.Kind, "a mute tells nothing but its end")
	case from == StateMuted && to == StateMuted:
		require.Contains(t, []ChangeKind{"", ChangeMuted}, change.Kind)
	}
	if change.Reason == ReasonQuiet || change.Reason == ReasonNotRenewed {
		require.Equal(t, h.found, change.Reason == ReasonNotRenewed, "silence is what a finding is about")
	}
	if from == StateMuted && to != StateMuted {
		require.Equal(t, before.Meanwhile()+came-lateCount(before, ev), change.Meanwhile)
	}
}

// lateCount is how many of the occurrences happened before the mute.
func lateCount(before *Issue, ev Event) int64 {
	if ev.Type == EventSeen && !ev.Seen.Last.After(before.Mute.At) {
		return int64(ev.Seen.Count)
	}
	return 0
}

// undo takes back a step of a person, after some counting, and compares with what was before.
func (h *history) undo(change *Change) {
	steps := slices.Insert(slices.Clone(h.steps), 0, change.Step)
	i := h.issue
	if h.random.IntN(2) == 0 { // what leads to no step at all
		quiet := Event{Type: EventSeen, At: h.now, Seen: Seen{Count: 1, Observed: 1, First: start, Last: start, Proof: &Proof{Verdict: VerdictLate}}}
		if after, c, _ := Transition(i, quiet, h.policy); c == nil {
			i = after
		}
	}
	step, err := Undoable(steps)
	if !change.Person {
		if change.Kind != ChangeUpdated {
			require.Error(h.t, err, "something happened by itself")
		}
		return
	}
	require.NoError(h.t, err)
	after, undone, err := Transition(i, Event{Type: EventUndo, At: h.now, Actor: "bob", Undo: step}, h.policy)
	require.NoError(h.t, err)
	require.Equal(h.t, change.Before, after.Standing())
	require.Equal(h.t, i.Version+1, after.Version)
	require.Equal(h.t, i.Observed, after.Observed)
	_, err = Undoable(slices.Insert(steps, 0, undone.Step))
	require.ErrorContains(h.t, err, "bob has undone")
}
