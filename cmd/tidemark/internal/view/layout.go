package view

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// columns begins a table of lines whose cells are separated by tabs; there are at least two spaces between its columns. They
// appear when it is flushed, which does not fail: a strings.Builder takes everything.
func columns(b *strings.Builder) *tabwriter.Writer { return tabwriter.NewWriter(b, 0, 0, 2, ' ', 0) }

// write writes a whole text; an error says what it is about.
func write(w io.Writer, what string, text *strings.Builder) error {
	if _, err := io.WriteString(w, text.String()); err != nil {
		return fmt.Errorf("write the %s: %w", what, err)
	}
	return nil
}
