// Package table prints rows of text in columns.
package table

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Table is a head and rows. The first column is aligned left, all others right.
type Table struct {
	head []string
	rows [][]string
}

// New returns a table with these columns.
func New(head ...string) *Table { return &Table{head: head} }

// Add adds a row; cells are printed as %v.
func (t *Table) Add(cells ...any) {
	row := make([]string, len(cells))
	for i, cell := range cells {
		row[i] = fmt.Sprint(cell)
	}
	t.rows = append(t.rows, row)
}

// String returns the table, a line each.
func (t *Table) String() string {
	widths := make([]int, len(t.head))
	all := append([][]string{t.head}, t.rows...)
	for _, row := range all {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range all {
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				b.WriteString(cell + pad)
			} else {
				b.WriteString("  " + pad + cell)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Percent prints a share and what it rests on: "98.2 % of 120"; "-" of none.
func Percent(right, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %% of %d", 100*float64(right)/float64(of), of)
}
