//go:build interop

package interop

import (
	"fmt"
	"strings"
	"testing"
	"text/tabwriter"
)

// table is what is printed at the end: what was tried, in which version, and what came of it.
type table struct {
	rows     []*row
	backends []backend
}

// row is one run of a shop, or the reason why there is none.
type row struct {
	shop     *shop
	sdk      string
	run      tradeRun
	counted  bool            // exactly one issue per site, with exact counts
	frames   bool            // exceptions, messages and in-app frames, of the shop as a whole
	backends map[string]bool // likewise, by the name of the backend
	skipped  string
}

// newTable prints the table when t ends.
func newTable(t *testing.T) *table {
	s := &table{}
	t.Cleanup(func() { t.Logf("\n%s", s) })
	return s
}

func (t *table) add(s *shop, sdk string, r tradeRun) *row {
	added := &row{shop: s, sdk: sdk, run: r, backends: map[string]bool{}}
	t.rows = append(t.rows, added)
	return added
}

func (t *table) skipped(s *shop, why error) { t.add(s, "", tradeRun{}).skipped = why.Error() }

// of calls set for each row of a shop.
func (t *table) of(s *shop, set func(*row)) {
	for _, r := range t.rows {
		if r.shop == s {
			set(r)
		}
	}
}

func (t *table) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "runtime\tSDK\tprotocol\tsignal\tissues\tcount each\tframes")
	for _, b := range t.backends {
		fmt.Fprintf(w, "\t%s %s", b.name(), b.version())
	}
	fmt.Fprintln(w)
	for _, r := range t.rows {
		if r.skipped != "" {
			fmt.Fprintf(w, "%s\t%s\n", r.shop.runtime, r.skipped)
			continue
		}
		issues, count := "FAILED", "FAILED"
		if r.counted {
			issues, count = fmt.Sprint(len(r.shop.sites)), fmt.Sprint(times)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s", r.shop.runtime, r.sdk, r.run.protocol, r.run.told, issues, count, verdict(r.frames))
		for _, b := range t.backends {
			text := verdict(r.backends[b.name()])
			if b.unavailable() != nil {
				text = "skipped"
			}
			fmt.Fprintf(w, "\t%s", text)
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush()
	for _, backend := range t.backends {
		if why := backend.unavailable(); why != nil {
			fmt.Fprintf(&b, "%s: %v\n", backend.name(), why)
		}
	}
	return b.String()
}

func verdict(ok bool) string {
	if ok {
		return "ok"
	}
	return "FAILED"
}
