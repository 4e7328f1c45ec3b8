package screen

import (
	"io"
	"os"

	"github.com/mattn/go-isatty"
)

// Style emphasises text, or leaves it alone where that would be noise.
type Style struct{ on bool }

// NewStyle returns a style that is on when w is a terminal that understands it and the person did
// not ask for no colours (https://no-color.org).
func NewStyle(w io.Writer, env func(string) string) Style {
	f, ok := w.(*os.File)
	return Style{on: ok && isatty.IsTerminal(f.Fd()) && env("NO_COLOR") == "" && env("TERM") != "dumb"}
}

// Bold is for what is read first.
func (s Style) Bold(text string) string { return s.wrap("1", text) }

// Dim is for what is read last.
func (s Style) Dim(text string) string { return s.wrap("2", text) }

func (s Style) wrap(code, text string) string {
	if !s.on {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
