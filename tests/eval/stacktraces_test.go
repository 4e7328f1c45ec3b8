//go:build eval

package eval

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception/grouping"
	"github.com/tidemark-otel/tidemark/tests/eval/dataset"
	"github.com/tidemark-otel/tidemark/tests/eval/score"
	"github.com/tidemark-otel/tidemark/tests/eval/table"
)

// measureStacktraces prints what was read from the texts alone, per runtime and per set.
func measureStacktraces(t *testing.T, folder string) {
	cases, err := dataset.Read(folder)
	require.NoError(t, err)
	runtimes, sets := map[string]*score.Tally{}, map[string]*score.Tally{}
	causes := map[string]int{}
	for i := range cases {
		c := &cases[i]
		rec := c.Record()
		rec.Type, rec.Message = "", ""
		chain := grouping.Decide(rec).Exceptions
		result := tally(runtimes, name(c.Runtime, c.Half)).Add(c, chain)
		tally(sets, name(c.Set, c.Half)).Add(c, chain)
		if c.Half == heldOut || len(result.Wrong) == 0 {
			continue
		}
		slices.Sort(result.Wrong)
		causes[c.Runtime+": "+strings.Join(slices.Compact(result.Wrong), ", ")]++
		if os.Getenv("SHOW") != "" && strings.Contains(c.ID, os.Getenv("SHOW")) {
			fmt.Printf("%s %s: %v\n%s\n%+v\n\n", c.Set, c.ID, slices.Compact(result.Wrong), c.Text, chain)
		}
	}
	fmt.Printf("\nPer runtime (%d cases)\n\n%s\nPer set\n\n%s\n", len(cases), tallies(runtimes), tallies(sets))
	fmt.Printf("What was wrong, in cases (without the held-out half)\n\n%s\n", ranking(causes))
}

// heldOut is the half whose failures are not shown: they must not be built upon.
const heldOut = "held_out"

// name is a row of a table.
func name(what, half string) string {
	if half == "" {
		return what
	}
	return what + " " + half
}

func tally(all map[string]*score.Tally, name string) *score.Tally {
	if all[name] == nil {
		all[name] = &score.Tally{}
	}
	return all[name]
}

func tallies(all map[string]*score.Tally) *table.Table {
	out := table.New("", "cases", "suspect", "parsed", "cases right", "frames right", "function", "file", "line", "column", "type", "message", "refused", "reversed")
	percent := func(s score.Share) string { return table.Percent(s.Right, s.Of) }
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t := all[name]
		out.Add(name, t.Cases, t.Suspect, percent(t.Parsed), percent(t.Whole), percent(t.Frames), percent(t.Function), percent(t.File),
			percent(t.Line), percent(t.Column), percent(t.Type), percent(t.Message), percent(t.Refused), t.Reversed)
	}
	return out
}

// ranking lists what occurs most often first.
func ranking(counts map[string]int) *table.Table {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b))
	})
	out := table.New("", "n")
	for _, name := range names[:min(len(names), 40)] {
		out.Add(name, counts[name])
	}
	return out
}
