package release

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseVersion_Reads(t *testing.T) {
	numbers := func(n ...uint64) (all [4]uint64) { copy(all[:], n); return all }
	for name, c := range map[string]struct {
		text string
		want Version
	}{
		"three numbers":                     {"1.2.3", Version{Scheme: SchemeSemVer, Numbers: numbers(1, 2, 3), Count: 3}},
		"two numbers":                       {"1.2", Version{Scheme: SchemeSemVer, Numbers: numbers(1, 2), Count: 2}},
		"four numbers":                      {"3.25.47.21", Version{Scheme: SchemeSemVer, Numbers: numbers(3, 25, 47, 21), Count: 4}},
		"a v before it":                     {"v1.2.3", Version{Scheme: SchemeSemVer, Numbers: numbers(1, 2, 3), Count: 3}},
		"a package before it":               {"shop@1.2.3", Version{Scheme: SchemeSemVer, Name: "shop", Numbers: numbers(1, 2, 3), Count: 3}},
		"a package of a scope before it":    {"@web/shop@v1.2.3", Version{Scheme: SchemeSemVer, Name: "@web/shop", Numbers: numbers(1, 2, 3), Count: 3}},
		"a pre-release":                     {"1.2.3-rc.2", Version{Scheme: SchemeSemVer, Numbers: numbers(1, 2, 3), Count: 3, Pre: "rc.2"}},
		"a pre-release without a dash":      {"1.2.3rc2", Version{Scheme: SchemeSemVer, Numbers: numbers(1, 2, 3), Count: 3, Pre: "rc2"}},
		"a pre-release behind a dot":        {"1.2.3.RC2", Version{Scheme: SchemeSemVer, Numbers: numbers(1, 2, 3), Count: 3, Pre: "RC2"}},
		"a build":                           {"1.2.3+45.a", Version{Scheme: SchemeSemVer, Numbers: numbers(1, 2, 3), Count: 3, Build: "45.a"}},
		"a pre-release and a build":         {"1.2.3-rc.1+45", Version{Scheme: SchemeSemVer, Numbers: numbers(1, 2, 3), Count: 3, Pre: "rc.1", Build: "45"}},
		"commits after a version":           {"v1.2.3-7-g1a2b3c4", Version{Scheme: SchemeSemVer, Numbers: numbers(1, 2, 3), Count: 3, Commits: 7, Build: "1a2b3c4"}},
		"commits after a pre-release":       {"1.2.3-rc.1-7-g1a2b3c4", Version{Scheme: SchemeSemVer, Numbers: numbers(1, 2, 3), Count: 3, Pre: "rc.1", Commits: 7, Build: "1a2b3c4"}},
		"a hash is no pre-release":          {"1.2.3-1a2b3c4", Version{Scheme: SchemeSemVer, Numbers: numbers(1, 2, 3), Count: 3, Build: "1a2b3c4"}},
		"a post-release":                    {"1.2.3.post2", Version{Scheme: SchemeSemVer, Numbers: numbers(1, 2, 3), Count: 3, Commits: 2}},
		"a year and numbers":                {"2026.03.1", Version{Scheme: SchemeCalendar, Numbers: numbers(2026, 3, 1), Count: 3}},
		"a date":                            {"2026-03-01", Version{Scheme: SchemeCalendar, Numbers: numbers(2026, 3, 1), Count: 3}},
		"a date without separators":         {"20260301", Version{Scheme: SchemeCalendar, Numbers: numbers(2026, 3, 1), Count: 3}},
		"the second build of a day":         {"2026-03-01.2", Version{Scheme: SchemeCalendar, Numbers: numbers(2026, 3, 1, 2), Count: 4}},
		"a time":                            {"2026-03-01T10:15:00Z", Version{Scheme: SchemeCalendar, Numbers: numbers(2026, 3, 1, 101500), Count: 4}},
		"a time without separators":         {"20260301101500", Version{Scheme: SchemeCalendar, Numbers: numbers(2026, 3, 1, 101500), Count: 4}},
		"a date and a hash":                 {"20260301-1a2b3c4", Version{Scheme: SchemeCalendar, Numbers: numbers(2026, 3, 1), Count: 3, Build: "1a2b3c4"}},
		"a build number":                    {"1432", Version{Scheme: SchemeNumber, Numbers: numbers(1432), Count: 1}},
		"a short hash":                      {"1a2b3c4", Version{Scheme: SchemeHash}},
		"a long hash":                       {"7b1c8a0e5d1f4b6c9a3e2d7f8b0c1d2e3f4a5b6c", Version{Scheme: SchemeHash}},
		"digits that are no date":           {"99999999", Version{Scheme: SchemeHash}},
		"a word":                            {"stable", Version{}},
		"nothing":                           {"", Version{}},
		"five numbers":                      {"1.2.3.4.5", Version{}},
		"a number that is too long":         {"1.2222222222222222222.3", Version{}},
		"a text that is too long":           {"1.2.3-" + string(slices.Repeat([]byte("a"), 200)), Version{}},
		"what only begins like a version":   {"1.2.3 and more", Version{}},
		"a pre-release that is empty":       {"1.2.3-", Version{}},
		"a month that does not exist":       {"2026-13-01", Version{}},
		"a year as it stands in no release": {"1812.1.2", Version{Scheme: SchemeSemVer, Numbers: numbers(1812, 1, 2), Count: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, ParseVersion(c.text))
		})
	}
}

// Each list is in order; every pair of it is compared both ways.
func TestCompare_Order(t *testing.T) {
	for name, list := range map[string][]string{
		"as SemVer 2.0 gives it": {
			"1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0",
		},
		"candidates are counted":           {"1.0.0-rc.2", "1.0.0-rc.10", "1.0.0"},
		"candidates without a dot too":     {"1.0.0-rc2", "1.0.0-rc10", "1.0.0"},
		"numbers are no texts":             {"1.9.0", "1.10.0", "1.10.1", "2.0.0", "10.0.0"},
		"four numbers":                     {"3.25.47.9", "3.25.47.21", "3.25.47.22", "3.25.48"},
		"builds of a version":              {"388.0+388.0.6", "388.0+388.0.8", "388.0+388.0.10", "388.1+1"},
		"commits after a version":          {"v1.2.3-rc.1-7-g1a2b3c4", "v1.2.3", "v1.2.3-2-gabcdef0", "v1.2.3-10-g1a2b3c4", "v1.2.4"},
		"dates however they are written":   {"2026-01-31", "20260201", "2026.2.2", "2026-02-02T08:00", "2026-10-01"},
		"build numbers":                    {"9", "10", "1432"},
		"numbers longer than any register": {"1.0.0-99999999999999999999998", "1.0.0-99999999999999999999999", "1.0.0"},
		"versions of one package":          {"shop@1.0.0", "shop@1.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			for i, a := range list {
				for j, b := range list {
					order, ok := Compare(ParseVersion(a), ParseVersion(b))
					require.True(t, ok, "%s and %s", a, b)
					want := 0
					if i < j {
						want = -1
					} else if i > j {
						want = 1
					}
					require.Equal(t, want, order, "%s and %s", a, b)
				}
			}
		})
	}
}

func TestCompare_EqualToSemVer(t *testing.T) {
	for _, pair := range [][2]string{
		{"1.2", "1.2.0"}, {"v1.2.3", "1.2.3"}, {"1.2.3+a", "1.2.3+b"}, {"1.2.3-1a2b3c4", "1.2.3-f00ba47"}, {"1.02.3", "1.2.3"},
	} {
		order, ok := Compare(ParseVersion(pair[0]), ParseVersion(pair[1]))
		require.True(t, ok, pair)
		require.Zero(t, order, pair)
	}
}

func TestCompare_CannotTell(t *testing.T) {
	for name, pair := range map[string][2]string{
		"two hashes":               {"1a2b3c4", "f00ba47"},
		"two words":                {"stable", "edge"},
		"a date and a version":     {"2026.03.01", "4.2.0"},
		"a hash and a version":     {"1a2b3c4", "4.2.0"},
		"a number and a version":   {"1432", "4.2.0"},
		"versions of two packages": {"app@388.0.6", "apptest@388.0.8"},
	} {
		t.Run(name, func(t *testing.T) {
			_, ok := Compare(ParseVersion(pair[0]), ParseVersion(pair[1]))
			require.False(t, ok)
		})
	}
}

// FuzzCompare: whatever is sent, comparing is antisymmetric, and nothing panics.
func FuzzCompare(f *testing.F) {
	for _, text := range []string{"1.2.3-rc.1+4", "shop@v2.0", "20260301-x", "1a2b3c4", "-7-gabcdef0", "1.2.3-1-gabcdef0"} {
		f.Add(text, "1.2.3")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		left, right := ParseVersion(a), ParseVersion(b)
		order, ok := Compare(left, right)
		back, okBack := Compare(right, left)
		require.Equal(t, ok, okBack)
		require.Equal(t, order, -back)
		same, _ := Compare(left, left)
		require.Zero(t, same)
	})
}
