package flatline

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestJudge_NamesTheReleaseThatDidIt(t *testing.T) {
	tests := []struct {
		name    string
		alter   func(*Situation)
		release string
		odds    float64
		words   string
	}{
		{"signups stop two minutes after the first sight of a release", func(s *Situation) { released(s, "2.1.0", "02:11:00") },
			"2.1.0", 1064, "since 2.1.0, first seen 02:11, odds 1,064:1"},
		{"signups stop half an hour after it", func(s *Situation) { released(s, "2.1.0", "01:43:00") }, "2.1.0", 65, ""},
		{"signups stop an hour after it", func(s *Situation) { released(s, "2.1.0", "01:13:00") }, "", 0, ""},
		{"where incidents are frequent a release is blamed less", func(s *Situation) {
			released(s, "2.1.0", "01:43:00")
			s.Background = 100
		}, "", 0, ""},
		{"signups stopped two minutes before the first sight", func(s *Situation) { released(s, "2.1.0", "02:15:00") }, "", 0, ""},
		{"three an hour may have stopped with a release twenty minutes after the last one", func(s *Situation) {
			released(s, "2.1.0", "02:33:00")
			s.At = s.Onset.Add(5 * time.Hour)
			s.Services[0].LastEntry, s.Services[1].LastEntry, s.Siblings = s.At, s.At, nil
			s.Until, s.Subject.Expected, s.Subject.Rate = s.At, 15, 3
			for i := range s.Senders {
				s.Senders[i].Last = s.At
			}
		}, "2.1.0", 161, ""},
		{"of two releases the likelier is named, the other one told", func(s *Situation) {
			released(s, "2.1.0", "01:53:00")
			released(s, "2.1.1", "02:11:00")
		}, "2.1.1", 1064, "since 2.1.1, first seen 02:11, odds 1,064:1 (or 2.1.0, first seen 01:53, 176:1)"},
		{"a release on one of ten senders did not stop all of it, unless it is the only explanation", func(s *Situation) {
			released(s, "2.1.0", "02:11:00")
			s.Releases[1].Share = 0.1
		}, "2.1.0", 106, ""},
		{"a roll-back to a known release is not suspected", func(s *Situation) {
			s.Releases = append(s.Releases, ReleaseState{Release: "1.9.0", First: s.At.AddDate(0, -1, 0), Share: 1})
		}, "", 0, ""},
		{"only the release that lost it is suspected when others kept it", func(s *Situation) {
			released(s, "2.1.1", "02:12:00")
			s.Releases = append(s.Releases, ReleaseState{Release: "2.1.0", First: night("00:30:00"), Share: 0.1})
			s.Cohort, s.Ratio, s.Subject.Seen, s.Evidence, s.Threshold = "2.1.0", 0.9, 371, 9.3, 9.2
		}, "2.1.0", 10938, "since 2.1.0, first seen 00:30, odds 10,938:1, for other releases kept it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := shop()
			tt.alter(s)
			r := Judge(s)
			require.Equal(t, KindFlatline, r.Kind, words(r))
			require.Equal(t, tt.release, r.Release, words(r))
			require.InDelta(t, tt.odds, r.Odds, 0.5)
			require.Contains(t, words(r), tt.words)
		})
	}
}
