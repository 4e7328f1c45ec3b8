package api

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestDocumentation_NamesEveryParameter(t *testing.T) {
	text, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	for section, want := range map[string][]string{
		"List parameters":     listParameters,
		"Counts parameters":   countsParameters,
		"History parameters":  historyParameters,
		"Releases parameters": releasesParameters,
		"Explain parameters":  explainParameters,
		"Outbox parameters":   outboxParameters,
		"Streams parameters":  streamsParameters,
	} {
		_, rest, _ := strings.Cut(string(text), "### "+section+"\n")
		table, _, _ := strings.Cut(rest, "\n#")
		var got []string
		for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\|").FindAllStringSubmatch(table, -1) {
			got = append(got, m[1])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: docs/api.md has %q, the code %q", section, got, want)
		}
	}
}
