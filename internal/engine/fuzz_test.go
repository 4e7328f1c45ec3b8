package engine

import (
	"regexp"
	"strings"
	"testing"
)

// FuzzGlob compares with a regular expression that says the same.
func FuzzGlob(f *testing.F) {
	f.Add("a*b?c", "axxbyc")
	f.Add("**", "")
	f.Add("*a*a*b", "aaaaaaaaaaaa")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		// A regular expression counts characters, a glob bytes.
		if len(pattern) > 30 || strings.ContainsFunc(pattern+text, func(r rune) bool { return r > 127 }) {
			return
		}
		same := regexp.QuoteMeta(pattern)
		same = strings.ReplaceAll(same, `\*`, `.*`)
		same = strings.ReplaceAll(same, `\?`, `.`)
		if got, want := glob(pattern, text), regexp.MustCompile(`(?s)^`+same+`$`).MatchString(text); got != want {
			t.Fatalf("%q and %q: %v", pattern, text, got)
		}
	})
}
