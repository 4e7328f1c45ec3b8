//go:build eval

package eval

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/tests/eval/flatline/series"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/thin"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/trial"
	"github.com/tidemark-otel/tidemark/tests/eval/table"
)

// measureFlatlines prints how soon silence and drops are told, how often falsely, and what other rules make of the same events.
// HOLES is a list of known holes, QUICK=1 measures a small part.
func measureFlatlines(t *testing.T, folder string) {
	all, skipped, err := series.Read(folder, os.Getenv("HOLES"))
	require.NoError(t, err)
	for _, s := range skipped {
		fmt.Printf("skipped: %s: %s\n", s.Name, s.Why)
	}
	quick := os.Getenv("QUICK") != ""
	printData(all)
	var jobs []trial.Job
	for _, s := range all {
		jobs = append(jobs, trial.Plan(s, 1, quick)...)
	}
	began := time.Now()
	out := work(t, jobs)
	fmt.Printf("%d runs in %v\n", len(jobs), time.Since(began).Round(time.Second))
	printFlatlines(out)
	printCost(trial.Spend(50000))
}

// work does jobs on all processors, and adds their outcomes up in the order of the jobs.
func work(t *testing.T, jobs []trial.Job) trial.Outcomes {
	out := trial.Outcomes{}
	for _, done := range played(t, jobs) {
		out.Join(done)
	}
	return out
}

func printData(all []*series.Series) {
	data, holes := table.New("series", "half", "weeks", "interval", "events/h", "rates", "in holes"), table.New("known holes", "from", "to", "why")
	for _, s := range all {
		var rates []float64
		for _, rate := range trial.Rates {
			if thin.Share(s, rate) <= 1 {
				rates = append(rates, rate)
			}
		}
		long := s.End().Sub(s.Start)
		data.Add(s.Name, s.Half(), fmt.Sprintf("%.1f", long.Hours()/168), s.Bin, fmt.Sprintf("%.1f", s.Mean()), rates, long-s.Known(s.Start, s.End()))
		missing := 0
		for _, h := range s.Holes {
			if h.Why == series.NoRows {
				missing++
				continue
			}
			holes.Add(s.Name, h.From.Format(time.RFC3339), h.To.Format(time.RFC3339), h.Why)
		}
		if missing > 0 {
			holes.Add(s.Name, "", "", fmt.Sprintf("%d times without rows", missing))
		}
	}
	fmt.Printf("\nData\n\n%s\nHoles, as they were known before the run\n\n%s\n", data, holes)
}
