package flatline

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// wild draws situations that need not make sense.
type wild struct{ *rand.Rand }

func (w wild) number() float64 {
	switch w.IntN(12) {
	case 0:
		return []float64{math.NaN(), math.Inf(1), math.Inf(-1), -5, math.MaxFloat64}[w.IntN(5)]
	case 1, 2, 3:
		return 0
	}
	return math.Exp(w.Float64()*14 - 2)
}

func (w wild) ratio() float64 {
	if w.IntN(3) == 0 {
		return w.number()
	}
	return w.Float64()
}

func (w wild) time(around time.Time) time.Time {
	switch w.IntN(10) {
	case 0:
		return time.Time{}
	case 1:
		return around.AddDate(0, 0, -w.IntN(400))
	}
	return around.Add(time.Duration(w.Float64()*w.Float64()*1e4-9e3) * time.Second)
}

func (w wild) pick(names ...string) string { return names[w.IntN(len(names))] }

func (w wild) pulse(at time.Time) Pulse {
	if w.IntN(2) == 0 {
		return heard(at)
	}
	return Pulse{Last: w.time(at), Quiet: time.Duration(w.IntN(900)-100) * time.Second}
}

func (w wild) stream(at time.Time) Subject {
	return Subject{
		Key: Key{Definition: w.IntN(3) - 1, Namespace: "eu", Service: w.pick("shop", "shop", "mailer"), Environment: "prod",
			Signal: Signal(w.IntN(3)), Name: w.pick("a", "b failed", "healthz", "")},
		Title: w.pick("a", "b failed", "healthz", "", "signups"), Declared: w.IntN(2) == 0, Tier: Tier(w.IntN(4)), Entry: w.IntN(2) == 0,
		Born: w.time(at), BornIn: w.pick("1", "2", "3", ""), Last: w.time(at), Expected: w.number(), Low: w.number(), High: w.number(),
		Seen: w.number() * float64(w.IntN(2)), Rate: w.number(), In: []string{w.pick("1", "2", ""), w.pick("1", "2", "3")},
	}
}

func (w wild) situation() *Situation {
	at := night("03:00:00")
	s := &Situation{At: at, Until: at.Add(-time.Duration(w.IntN(600)) * time.Second), Onset: w.time(at), Subject: w.stream(at),
		Evidence: w.number() + 20, Threshold: w.number(), Ratio: float64(w.IntN(2)) * w.ratio(), Conditional: w.IntN(4) == 0,
		Cohort: w.pick("", "", "", "2"), Background: w.number()}
	if w.IntN(3) > 0 {
		s.Threshold = 15
	}
	if w.IntN(3) == 0 {
		ref := w.stream(at)
		s.Reference = &ref
	}
	for range w.IntN(6) {
		s.Siblings = append(s.Siblings, w.stream(at))
	}
	for i := range w.IntN(5) {
		s.Senders = append(s.Senders, SenderState{Sender: Sender{Version: w.pick("1", "2", ""), Instance: fmt.Sprint(i), Host: w.pick("n1", "n2", "")},
			Pulse: w.pulse(at), First: w.time(at), Rate: w.number(), Now: w.number(), Part: w.ratio() * float64(w.IntN(2))})
	}
	for range w.IntN(4) {
		service := ServiceState{Namespace: "eu", Service: w.pick("shop", "gateway", "mailer"), Environment: "prod", Pulse: w.pulse(at),
			Expected: w.number(), Seen: w.number() * float64(w.IntN(2)), Roots: w.ratio(), LastEntry: w.time(at)}
		for range w.IntN(3) {
			service.Hosts = append(service.Hosts, HostState{Host: w.pick("n1", "n2", ""), Pulse: w.pulse(at)})
		}
		s.Services = append(s.Services, service)
	}
	s.Own = w.IntN(len(s.Services)+2) - 1
	for _, name := range []string{"1", "2", ""} {
		if w.IntN(2) == 0 {
			s.Releases = append(s.Releases, ReleaseState{Release: name, First: w.time(at), Share: w.ratio()})
		}
	}
	if w.IntN(5) == 0 { // one that may be its new name
		one := w.stream(at)
		one.Born, one.BornIn, one.Seen = s.Onset, "3", s.Subject.Expected*(0.3+2*w.Float64())
		s.Siblings = append(s.Siblings, one)
		s.Releases = append(s.Releases, ReleaseState{Release: "3", First: s.Onset.Add(-time.Hour), Share: w.ratio()})
	}
	for i := range w.IntN(3) {
		s.Open = append(s.Open, Incident{Name: fmt.Sprint("incident ", i), Kind: Kind(w.IntN(7)), Tier: Tier(w.IntN(4)), Onset: w.time(at),
			Ended: w.pickTime(at), Rate: w.number(), Namespace: "eu", Service: w.pick("shop", "gateway"), Environment: w.pick("prod", "prod", "staging")})
	}
	return s
}

func (w wild) pickTime(at time.Time) time.Time {
	if w.IntN(3) > 0 {
		return time.Time{}
	}
	return w.time(at)
}

// silent says that no sender can be heard, and that this is unusual for each.
func silent(s *Situation) bool {
	return !slices.ContainsFunc(s.Senders, func(one SenderState) bool { return one.at(s.At, s.Until) != presenceSilent })
}

// checkRuling holds for the ruling of every situation.
func checkRuling(t *testing.T, s *Situation, r Ruling) {
	t.Helper()
	if r.Silent || r.Kind == 0 {
		require.Zero(t, r.Tier, "who says nothing wakes nobody")
		require.True(t, r.Silent || r.Wait > 0, "there is an answer or a time to ask again")
	} else {
		require.NotEmpty(t, r.Name)
		require.NotEmpty(t, r.Words)
		require.Contains(t, []Tier{TierNote, TierNotice, TierPage}, r.Tier)
	}
	require.GreaterOrEqual(t, r.Wait, time.Duration(0))
	require.LessOrEqual(t, r.Wait, time.Hour)
	require.True(t, r.Observed >= 0 && r.Observed <= 1, "observed %v", r.Observed)
	require.True(t, r.At >= -1 && r.At < len(s.Services))
	require.True(t, r.Odds == 0 || r.Odds > named && r.Odds <= surest || r.Kind == KindRenamed, "odds %v", r.Odds)
	require.True(t, slices.IsSorted(r.Children))
	if silent(s) {
		require.NotContains(t, []Kind{KindFlatline, KindConversion, KindTraffic}, r.Kind, "nobody could see it")
		require.NotEqual(t, TierPage, r.Tier)
	}
	if r.Tier == TierPage {
		page := pages(s.Subject) || (r.Kind == KindTraffic && slices.ContainsFunc(s.Siblings, pages))
		require.True(t, page, "only declared streams that page wake people")
		require.True(t, s.Ratio <= 0 || math.IsNaN(s.Ratio) || s.Conditional || s.Cohort != "", "a drop against the forecast wakes nobody")
	}
}

func shuffled[T any](w wild, list []T) []T {
	list = slices.Clone(list)
	w.Shuffle(len(list), func(i, k int) { list[i], list[k] = list[k], list[i] })
	return list
}

func TestJudge_KeepsItsPromisesInAnySituation(t *testing.T) {
	w := wild{rand.New(rand.NewPCG(1, 2))}
	kinds := map[Kind]int{}
	for range 20_000 {
		s := w.situation()
		r := Judge(s)
		kinds[r.Kind]++
		checkRuling(t, s, r)

		other := *s
		other.Siblings, other.Senders, other.Releases = shuffled(w, s.Siblings), shuffled(w, s.Senders), shuffled(w, s.Releases)
		require.Equal(t, r, Judge(&other), "the order says nothing")
	}
	for k := Kind(0); k <= KindGap; k++ {
		require.Greater(t, kinds[k], 100, "%v is hardly ever tried", k)
	}
}

func FuzzJudge(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed, seed*7)
	}
	f.Fuzz(func(t *testing.T, a, b uint64) {
		s := wild{rand.New(rand.NewPCG(a, b))}.situation()
		checkRuling(t, s, Judge(s))
	})
}
