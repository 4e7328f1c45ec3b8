package issue

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the table of states into the documentation")

const page = "../../docs/states.md"

// The table of the documentation is made of the cases that TestTransition_Table proves.
func TestDocs_TheTableOfStatesIsThatOfTheTests(t *testing.T) {
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(text), "<!-- table -->\n")
	require.True(t, found)
	documented, after, found := strings.Cut(rest, "<!-- end of table -->\n")
	require.True(t, found)
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(before+"<!-- table -->\n"+table()+"<!-- end of table -->\n"+after), 0o644))
		return
	}
	require.Equal(t, table(), documented)
}

// table shows what the cases say, one row per event.
func table() string {
	states := append([]State{0}, States...)
	var b strings.Builder
	b.WriteString("| |")
	for _, s := range states {
		if s == 0 {
			b.WriteString(" does not exist |")
		} else {
			b.WriteString(" `" + s.String() + "` |")
		}
	}
	b.WriteString("\n|---" + strings.Repeat("|---", len(states)) + "|\n")
	for _, e := range EventTypes {
		b.WriteString("| " + e.String() + " |")
		for _, s := range states {
			b.WriteString(" " + tableCell(s, e) + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func tableCell(from State, event EventType) string {
	var outcomes []string
	for _, c := range cells() {
		if c.from != from || c.event.Type != event {
			continue
		}
		var text string
		switch {
		case c.fails != "":
			text = "✗"
		case c.reason == "":
			text = "·"
		default:
			text = c.to.String()
			if event == EventUndo {
				text = "as before"
			}
			if c.change != "" && event != EventUndo {
				text += " (" + string(c.change) + ")"
			}
		}
		if !slices.Contains(outcomes, text) {
			outcomes = append(outcomes, text)
		}
	}
	return strings.Join(outcomes, ", ")
}

func TestDocs_SayEveryVerdictAndScope(t *testing.T) {
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	for _, v := range Verdicts {
		reopens := "no"
		if v.Reopens() {
			reopens = "yes"
		}
		require.Contains(t, string(text), "| `"+v.String()+"` | "+reopens+" |")
	}
	for s := ScopeNow; s <= ScopeRecovered; s++ {
		require.Contains(t, string(text), "| `"+s.String()+"` |")
	}
	for _, s := range States {
		require.Contains(t, string(text), "| `"+s.String()+"` |")
	}
	events, err := os.ReadFile("../../docs/issue-event.md")
	require.NoError(t, err)
	for _, r := range Reasons {
		require.Contains(t, string(events), "`"+string(r)+"`")
	}
}
