package event

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestResolution_WordsSayWhereTheFixIs(t *testing.T) {
	for _, test := range []struct {
		fix  Resolution
		want string
	}{
		{Resolution{Scope: "now", Release: "1.4.0"}, "in 1.4.0, the newest release then, and what comes after"},
		{Resolution{Scope: "now"}, "in what has run since; no release was known then"},
		{Resolution{Scope: "release", Release: "1.4.1"}, "in 1.4.1 and what comes after"},
		{Resolution{Scope: "next_release", Release: "1.4.0"}, "in what comes after 1.4.0, the newest release then"},
		{Resolution{Scope: "next_release"}, "in the next release; none was known then"},
		{Resolution{Scope: "commit", Commit: "c0ffee1"}, "in the first release with the commit c0ffee1; none was known then"},
		{Resolution{Scope: "commit", Commit: "c0ffee1", Release: "1.4.1"}, "in 1.4.1, the first release with the commit c0ffee1, and what comes after"},
		{Resolution{Scope: "quiet"}, "nobody claimed one: it was not seen for long"},
		{Resolution{Scope: "of_a_later_version"}, "of a later version"},
	} {
		require.Equal(t, test.want, test.fix.Words(), test.fix)
	}
}

func TestMute_WordsSayWhatEndsIt(t *testing.T) {
	ends := time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		mute Mute
		want string
	}{
		{Mute{}, "2026-03-05 12:00 UTC"},
		{Mute{Count: 1}, "1 more occurrence, at the latest 2026-03-05 12:00 UTC"},
		{Mute{RateCount: 5, RatePer: "hour"}, "5 occurrences within an hour, at the latest 2026-03-05 12:00 UTC"},
		{Mute{RateCount: 5, RatePer: "day"}, "5 occurrences within a day, at the latest 2026-03-05 12:00 UTC"},
		{Mute{NextRelease: true}, "a new release, at the latest 2026-03-05 12:00 UTC"},
		{
			Mute{Count: 100, Users: 3, NextRelease: true, Release: "1.4.0", Escalation: true},
			"100 more occurrences or 3 more users or a release after 1.4.0 or it escalates, at the latest 2026-03-05 12:00 UTC",
		},
	} {
		test.mute.Ends = ends
		require.Equal(t, test.want, test.mute.Words(), test.mute)
	}
}
