package view

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// A line of the list stays readable; show has the whole texts.
const (
	maxTitleRunes   = 72
	maxServiceRunes = 32
)

// List writes a table of issues. Its columns are separated by at least two spaces.
func List(w io.Writer, list api.IssueList, now time.Time) error {
	screen.CleanAll(&list)
	var b strings.Builder
	t := columns(&b)
	fmt.Fprintln(t, "ID\tSTATE\tKIND\tLEVEL\tSERVICE\tENVIRONMENT\tCOUNT\tUSERS\tFIRST RELEASE\tLAST SEEN\tTITLE")
	for i := range list.Issues {
		x := &list.Issues[i]
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", x.ID, x.State, x.Kind, x.Level, shorten(x.Service, maxServiceRunes), x.Environment,
			count(x.Count, x.Observed), users(x.Users), release(x.FirstRelease), screen.Ago(x.LastSeen, now), shorten(x.Title, maxTitleRunes))
	}
	_ = t.Flush()
	return write(w, "list", &b)
}

// count marks an estimate: what was sampled was not counted.
func count(estimate, observed int64) string {
	if estimate != observed {
		return "~" + strconv.FormatInt(estimate, 10)
	}
	return strconv.FormatInt(observed, 10)
}

func users(n *int64) string {
	if n == nil {
		return "-"
	}
	return strconv.FormatInt(*n, 10)
}

func release(name string) string {
	if name == "" {
		return "-"
	}
	return name
}

func shorten(text string, limit int) string {
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	return string(runes[:limit-1]) + "…"
}
