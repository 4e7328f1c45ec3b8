package flatline

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// newborn is a stream of the shop that release 2.1.0 began to send at 02:11.
func newborn(name string, seen float64) Subject {
	s := discovered(name, 0, seen)
	s.Entry, s.Rate, s.Born, s.BornIn, s.In = false, 0, night("02:11:00"), "2.1.0", []string{"2.1.0"}
	return s
}

func TestJudge_NotesAStreamThatHasAnotherNameNow(t *testing.T) {
	tests := []struct {
		name  string
		alter func(*Situation)
		to    string
		words string
	}{
		{"one began with the release that ended it, about as often", func(s *Situation) { s.Siblings = append(s.Siblings, newborn("user.registered", 405)) },
			"user.registered", "signups ended at 02:13; user.registered began with 2.1.0 at 02:11 and comes as often (405 since)"},
		{"few are enough when twice as many is no surprise", func(s *Situation) {
			s.Subject.Expected = 11
			s.Siblings = append(s.Siblings, newborn("user.registered", 4))
		}, "user.registered", ""},
		{"of two the one that comes as often is it", func(s *Situation) {
			s.Siblings = append(s.Siblings, newborn("user.visited", 780), newborn("user.registered", 405))
		}, "user.registered", ""},
		{"of two that come as often the one that shares words is it", func(s *Situation) {
			s.Siblings = append(s.Siblings, newborn("cart.emptied", 410), newborn("shop.signups", 400))
		}, "shop.signups", ""},
		{"a release that runs on a tenth has another name for its tenth", func(s *Situation) {
			s.Cohort, s.Ratio, s.Subject.Seen = "2.1.0", 0.9, 371
			s.Releases[1].Share = 0.1
			s.Siblings = append(s.Siblings, newborn("user.registered", 39))
		}, "user.registered", "2.1.0 sends no signups; user.registered began with 2.1.0 at 02:11 and comes as often (39 since)"},
		{"a failure has another name for failing", func(s *Situation) {
			s.Subject.Title = "signup failed"
			s.Siblings = append(s.Siblings, newborn("registration error", 405))
		}, "registration error", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := shop()
			released(s, "2.1.0", "02:10:00")
			tt.alter(s)
			r := Judge(s)
			require.Equal(t, KindRenamed, r.Kind, words(r))
			require.Equal(t, TierNote, r.Tier)
			require.Equal(t, tt.to, r.RenamedTo)
			require.Equal(t, "2.1.0", r.Release)
			if tt.words != "" {
				require.Equal(t, tt.words, words(r))
			}
		})
	}
}

func TestJudge_TakesNoOtherStreamForAnotherName(t *testing.T) {
	tests := []struct {
		name  string
		alter func(*Situation, *Subject)
	}{
		{"the newborn comes three times as often", func(_ *Situation, n *Subject) { n.Seen = 1236 }},
		{"the newborn comes a third as often", func(_ *Situation, n *Subject) { n.Seen = 137 }},
		{"too few of the newborn came to compare", func(s *Situation, n *Subject) { s.Subject.Expected, n.Seen = 5, 2 }},
		{"it was there before the release", func(_ *Situation, n *Subject) { n.Born = night("01:00:00") }},
		{"it was born in a release that sent both", func(s *Situation, _ *Subject) { s.Subject.In = append(s.Subject.In, "2.1.0") }},
		{"it was born in a release of which nothing is known", func(_ *Situation, n *Subject) { n.BornIn = "3.0.0" }},
		{"it was born without a release", func(_ *Situation, n *Subject) { n.BornIn = "" }},
		{"it was born half an hour after the other ended", func(_ *Situation, n *Subject) { n.Born, n.Seen = night("02:43:00"), 150 }},
		{"it is a log record and the other one was a span", func(s *Situation, n *Subject) {
			s.Subject.Key.Signal, n.Key.Signal = SignalSpan, SignalLog
		}},
		{"its name tells of failure: signups fail now", func(_ *Situation, n *Subject) { n.Title = "SignupFailed" }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := shop()
			released(s, "2.1.0", "02:10:00")
			n := newborn("user.registered", 405)
			tt.alter(s, &n)
			s.Siblings = append(s.Siblings, n)
			r := Judge(s)
			require.Equal(t, KindFlatline, r.Kind, words(r))
			require.Equal(t, TierPage, r.Tier)
		})
	}
}
