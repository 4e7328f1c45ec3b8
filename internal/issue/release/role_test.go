package release

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// book returns releases that arrived a day apart, all of them with traffic since.
func book(names ...string) []Release {
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	end := at.AddDate(0, 0, len(names))
	all := make([]Release, len(names))
	for n, name := range names {
		all[n] = Release{Name: name, ArrivedAt: at.AddDate(0, 0, n), LastSeen: end, Traffic: 1000, Share: Share{Items: 1000, Of: 2000}}
	}
	return all
}

func TestHistory_KnownSaysWhatEachReleaseIs(t *testing.T) {
	few := func(releases []Release, name string) []Release {
		for n := range releases {
			if releases[n].Name == name {
				releases[n].Traffic, releases[n].Share = 2, Share{Items: 2, Of: 90_000}
			}
		}
		return releases
	}
	for _, test := range []struct {
		name string
		book []Release
		want []string
	}{
		{"in order", book("4.1.0", "4.2.0"), []string{"4.2.0 newest", "4.1.0 older"}},
		{"an old client", book("4.1.0", "4.2.0", "3.9.1"), []string{"3.9.1 straggler", "4.2.0 newest", "4.1.0 older"}},
		{"an old client stays one", book("4.2.0", "3.9.1", "4.3.0"), []string{"4.3.0 newest", "3.9.1 straggler", "4.2.0 older"}},
		{"a modified client", few(book("4.2.0", "999.9.9", "4.3.0"), "999.9.9"), []string{"4.3.0 newest", "999.9.9 implausible", "4.2.0 older"}},
		{"a beta that few use", few(book("4.2.0", "5.0.0-beta.1"), "5.0.0-beta.1"), []string{"5.0.0-beta.1 newer", "4.2.0 newest"}},
		{"hashes", book("1a2b3c4", "f00ba47"), []string{"f00ba47 newest", "1a2b3c4 older"}},
		{"none", nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, k := range New("production", test.book, nil).Known() {
				got = append(got, k.Name+" "+k.Role.String())
			}
			require.Equal(t, test.want, got)
		})
	}
}

func TestHistory_LastGoodIsTheNewestBeforeTheErrorThatDidNotHaveIt(t *testing.T) {
	for _, test := range []struct {
		name       string
		book       []Release
		bad, since string
		seen       []string
		want       string
	}{
		{"the one before", book("4.1.0", "4.2.0", "4.3.0"), "4.3.0", "", []string{"4.3.0"}, "4.2.0"},
		{"an old client that came between", book("4.1.0", "4.2.0", "3.9.1", "4.3.0"), "4.3.0", "", []string{"4.3.0"}, "4.2.0"},
		{"not one that had it", book("4.1.0", "4.2.0", "4.3.0"), "4.3.0", "", []string{"4.2.0", "4.3.0"}, "4.1.0"},
		{"not one from before the fix", book("4.1.0", "4.2.0", "4.3.0"), "4.3.0", "4.2.0", []string{"4.2.0", "4.3.0"}, ""},
		{"the one with the fix", book("4.1.0", "4.2.0", "4.3.0"), "4.3.0", "4.2.0", []string{"4.1.0", "4.3.0"}, "4.2.0"},
		{"the first release has none", book("4.1.0", "4.2.0"), "4.1.0", "", []string{"4.1.0"}, ""},
		{"of an error without a release there is none", book("4.1.0"), "", "", nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			seen := map[string]bool{}
			for _, s := range test.seen {
				seen[s] = true
			}
			h := New("production", test.book, nil)
			require.Equal(t, test.want, h.LastGood(test.bad, test.since, func(r string) bool { return seen[r] }))
		})
	}
}
