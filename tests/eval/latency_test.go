//go:build eval

package eval

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/tests/eval/latency/spans"
	"github.com/tidemark-otel/tidemark/tests/eval/latency/trial"
	"github.com/tidemark-otel/tidemark/tests/eval/table"
)

// measureLatency prints how soon slower releases are told, how often equal ones, and what other rules make of the same spans.
// QUICK=1 measures a small part, SEED is 1 without one.
func measureLatency(t *testing.T, folder string) {
	seed := uint64(1)
	if text := os.Getenv("SEED"); text != "" {
		given, err := strconv.ParseUint(text, 10, 64)
		require.NoError(t, err)
		seed = given
	}
	quick := os.Getenv("QUICK") != ""
	data, err := spans.Read(folder)
	require.NoError(t, err)
	for _, s := range data.Skipped {
		fmt.Printf("skipped: %s: %s\n", s.Name, s.Why)
	}
	printSpans(data)
	operations := trial.Operations(data.Series)
	var jobs []trial.Job
	for _, o := range operations {
		jobs = append(jobs, trial.Plan(o, seed, quick, len(data.Series))...)
		jobs = append(jobs, trial.PlanDetector(o, seed, quick, len(data.Series))...)
	}
	began := time.Now()
	out := trial.Outcomes{}
	for _, done := range played(t, jobs) {
		out.Join(done)
	}
	printLatency(out)
	fmt.Printf("\n%d runs in %v, seed %d\n", len(jobs), time.Since(began).Round(time.Second), seed)
	printLapses(t, seed, quick)
	printCauses(t, data, seed, quick)
	sizes := []int{200, 2000, 20_000}
	if quick {
		sizes = sizes[:2]
	}
	var costs []trial.Cost
	for _, operations := range sizes {
		for _, traffic := range []trial.Traffic{trial.TrafficEven, trial.TrafficSkewed} {
			cost, err := trial.Spend(operations, traffic)
			require.NoError(t, err)
			costs = append(costs, cost)
		}
	}
	printLatencyCost(costs)
	var held []trial.Memory
	for _, calls := range []int{12, 120, 240} {
		one, err := trial.Hold(sizes[len(sizes)-1], calls)
		require.NoError(t, err)
		held = append(held, one)
	}
	printLatencyMemory(held)
}

func printSpans(data *spans.Data) {
	t := table.New("operation", "half", "spans", "minutes", "median", "log-sd in a minute", "log-sd", "of the body")
	for _, s := range data.Series {
		within, all := s.Spread()
		t.Add(s.Name, s.Half(), s.Count(), len(s.Minutes), time.Duration(s.Median()).Round(time.Microsecond), fmt.Sprintf("%.2f", within), fmt.Sprintf("%.2f", all), fmt.Sprintf("%.2f", s.Body()))
	}
	fmt.Printf("\nData: %d spans, %d of them end no later than they begin; %d operations have %d spans, %d have fewer\n\n%s\n",
		data.Rows, data.Odd, len(data.Series), spans.Fewest, data.Short, t)
}
