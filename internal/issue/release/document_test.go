package release

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var updateDocument = flag.Bool("update", false, "write the tables of docs/releases.md")

var document = filepath.Join("..", "..", "..", "docs", "releases.md")

// TestDocument_ShowsWhatTheJudgeSays compares the tables of docs/releases.md with what the cases of this package give.
func TestDocument_ShowsWhatTheJudgeSays(t *testing.T) {
	bytes, err := os.ReadFile(document)
	require.NoError(t, err)
	text := string(bytes)
	for name, table := range map[string]string{"threads": threadTable(), "situations": situationTable()} {
		text = replaceTable(t, text, name, table)
	}
	if *updateDocument {
		require.NoError(t, os.WriteFile(document, []byte(text), 0o600))
	}
	require.Equal(t, text, string(bytes), "run the test with -update")
}

func replaceTable(t *testing.T, text, name, table string) string {
	t.Helper()
	begin, end := "<!-- table "+name+" -->\n", "<!-- end of table "+name+" -->"
	head, rest, ok := strings.Cut(text, begin)
	require.True(t, ok, "docs/releases.md has no table %s", name)
	_, tail, ok := strings.Cut(rest, end)
	require.True(t, ok, "docs/releases.md has no end of the table %s", name)
	return head + begin + table + end + tail
}

func threadTable() string {
	var b strings.Builder
	b.WriteString("| Thread | What users met | | Situation | Verdict | Why |\n|---|---|---|---|---|---|\n")
	for i := range threads {
		th := &threads[i]
		fmt.Fprintf(&b, "| [#%d](https://github.com/getsentry/sentry/issues/%d) | %s | %s\n| | | %s\n", th.number, th.number, th.complaint, row(&th.not), row(&th.must))
	}
	return b.String()
}

func situationTable() string {
	var b strings.Builder
	b.WriteString("| | Situation | Verdict | Why |\n|---|---|---|---|\n")
	for i := range situations {
		fmt.Fprintf(&b, "| %s\n", row(&situations[i]))
	}
	return b.String()
}

func row(s *situation) string {
	p := s.judge()
	state := "stays resolved"
	if p.Verdict.Reopens() {
		state = "**reopens**"
	}
	return fmt.Sprintf("%s | %s | `%s` | %s |", state, s.name, p.Verdict, p.Words)
}
