//go:build interop

package interop

import (
	"fmt"
	"strings"
	"testing"
	"text/tabwriter"
)

// summary is the table at the end: what was tried, in which version, and what came of it.
type summary struct {
	rows [][3]string
}

// newSummary prints the table when t ends.
func newSummary(t *testing.T) *summary {
	s := &summary{}
	t.Cleanup(func() { t.Logf("\n%s", s) })
	return s
}

// watch adds a row for t when it ends: skipped with the reason, FAILED, or what *result says by then.
func (s *summary) watch(t *testing.T, component, version string, result *string) {
	t.Cleanup(func() {
		text := *result
		switch {
		case t.Failed():
			text = "FAILED"
		case text == "":
			text = "not finished"
		}
		s.rows = append(s.rows, [3]string{component, version, text})
	})
}

func (s *summary) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "component\tversion\tresult")
	for _, r := range s.rows {
		fmt.Fprintln(w, strings.Join(r[:], "\t"))
	}
	_ = w.Flush()
	return b.String()
}
