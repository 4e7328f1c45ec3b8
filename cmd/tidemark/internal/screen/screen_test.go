package screen

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestClean_NothingButPrintableText(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"plain text stays", "no account <CHF> – 金", "no account <CHF> – 金"},
		{"a colour", "\x1b[31mred", `\x1b[31mred`},
		{"a title that renames the window", "\x1b]0;owned\x07", `\x1b]0;owned\x07`},
		{"the one-byte form of a sequence", "\u009b31m", `\x9b31m`},
		{"a line break that fakes a line", "a\r\nb", `a\x0d\nb`},
		{"a tab", "a\tb", "a b"},
		{"backspaces", "a\b\x7f", `a\x08\x7f`},
		{"reversed text", "a\u202eb", `a\u202eb`},
		{"a line separator", "a\u2028b", `a\u2028b`},
		{"broken UTF-8", "a\xffb", "a\ufffdb"},
		{"a family stays together", "👨\u200d👩", "👨\u200d👩"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Clean(test.text); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	if got := CleanLines("a\n\tb\x1b"); got != "a\n\tb\\x1b" {
		t.Errorf("CleanLines: %q", got)
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x1b[31m\u009b\xff")
	f.Fuzz(func(t *testing.T, text string) {
		got := Clean(text)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, isUnsafe) {
			t.Errorf("%q became %q", text, got)
		}
		if Clean(got) != got {
			t.Errorf("%q is not clean for good", got)
		}
	})
}

func TestCleanJSON_SaysTheSameWithoutControlCharacters(t *testing.T) {
	text, err := json.MarshalIndent(map[string]string{"a": "\x1b[31m \u009b31m \u202e \x7f \n 金"}, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	got := CleanJSON(text)
	if bytes.ContainsFunc(got, func(r rune) bool { return isUnsafe(r) && r != '\n' && r != '\t' }) {
		t.Errorf("got %q", got)
	}
	var want, back any
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(got, &back); err != nil {
		t.Fatal(err)
	}
	if back.(map[string]any)["a"] != want.(map[string]any)["a"] {
		t.Errorf("got %v, want %v", back, want)
	}
}

func TestCleanAll_ReachesEveryString(t *testing.T) {
	type inner struct{ Text string }
	value := struct {
		inner
		Text    string
		Pointer *inner
		Nothing *inner
		List    []inner
		Map     map[string]string
		At      time.Time
	}{
		inner: inner{"\x1b"}, Text: "\x1b", Pointer: &inner{"\x1b"}, List: []inner{{"\x1b"}},
		Map: map[string]string{"\x1b": "\x1b"}, At: time.Unix(1, 0),
	}
	CleanAll(&value)
	const want = `\x1b`
	if value.Text != want || value.Pointer.Text != want || value.List[0].Text != want || value.Map[want] != want || len(value.Map) != 1 {
		t.Errorf("got %+v", value)
	}
}

func TestAgo_UsesTheLargestUnitThatFits(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for ago, want := range map[time.Duration]string{
		-time.Hour: "now", 0: "now", 999 * time.Millisecond: "now", time.Second: "1s ago", 59 * time.Second: "59s ago",
		time.Minute: "1m ago", 119 * time.Minute: "1h ago", 47 * time.Hour: "47h ago", 48 * time.Hour: "2d ago",
		400 * day: "400d ago", 800 * day: "2y ago",
	} {
		if got := Ago(now.Add(-ago), now); got != want {
			t.Errorf("%v: %q, want %q", ago, got, want)
		}
	}
}

func TestStyle_IsOffWithoutATerminal(t *testing.T) {
	s := NewStyle(&bytes.Buffer{}, func(string) string { return "" })
	if got := s.Bold("a") + s.Dim("b"); got != "ab" {
		t.Errorf("got %q", got)
	}
	if got := (Style{on: true}).Bold("a"); got != "\x1b[1ma\x1b[0m" {
		t.Errorf("got %q", got)
	}
}
