package view

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// Releases writes a table of releases for each place.
func Releases(w io.Writer, list api.ReleaseList, now time.Time, style screen.Style) error {
	screen.CleanAll(&list)
	var b strings.Builder
	for n := range list.Places {
		p := &list.Places[n]
		if n > 0 {
			b.WriteByte('\n')
		}
		service := p.Service
		if p.ServiceNamespace != "" {
			service = p.ServiceNamespace + "/" + service
		}
		fmt.Fprintf(&b, "%s\n", style.Bold(service+" in "+p.Environment))
		t := columns(&b)
		fmt.Fprintln(t, "RELEASE\tVERDICT\tARRIVED\tLAST SEEN\tSHARE\tNEW\tBACK\tFIXED")
		for i := range p.Releases {
			r := &p.Releases[i]
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%d\t%d\t%d\n", r.Release, r.Verdict, screen.Ago(r.ArrivedAt, now), screen.Ago(r.LastSeen, now),
				share(r.Share), r.FirstSeen, r.Regressed, r.Resolved)
		}
		_ = t.Flush()
	}
	return write(w, "releases", &b)
}

// share is a part in percent: little is never nothing.
func share(part float64) string {
	switch {
	case part == 0:
		return "-"
	case part < 0.01:
		return "<1%"
	}
	return fmt.Sprintf("%.0f%%", 100*part)
}
