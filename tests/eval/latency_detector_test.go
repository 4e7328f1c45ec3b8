//go:build eval

package eval

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/tidemark-otel/tidemark/tests/eval/latency/score"
	"github.com/tidemark-otel/tidemark/tests/eval/latency/spans"
	"github.com/tidemark-otel/tidemark/tests/eval/latency/trial"
	"github.com/tidemark-otel/tidemark/tests/eval/table"
)

// printDetector shows what the whole detector says, first and in the end.
func printDetector(out trial.Outcomes) {
	found := table.New("release", "half", "log-sd", "runs", "blamed", "95 %", "both releases right", "drift of no release", "median spans", "of warm instances", "p90", "told first")
	for _, p := range trial.Changes {
		for _, g := range groups() {
			o := out.Sum(func(k trial.Key) bool {
				return k.What == p.Name && k.Half == g.half && k.Band == g.band && k.By == trial.Detector
			})
			if o.Runs() == 0 {
				continue
			}
			found.Add(p.Name, g.half, g.band, o.Runs(), percent(o.Blamed), interval(o.Blamed), percent(o.Attributed), percent(o.Drifted),
				rounded(o.Spans.Quantile(.5), 0), rounded(o.Warm.Quantile(.5), 0), rounded(o.Warm.Quantile(.9), 0), words(o.Told))
		}
	}
	fmt.Printf("\nThe detector: a release is blamed when it is called slower at any time\n\n%s", found)
	benign := table.New("release", "runs", "blamed", "share (95 %)", "drift of no release", "told first")
	for _, name := range trial.Benign {
		o := out.Sum(func(k trial.Key) bool { return k.What == name && k.By == trial.Detector })
		benign.Add(name, o.Runs(), o.Blamed.Times, exactly(o.Blamed), o.Drifted.Times, words(o.Told))
	}
	fmt.Printf("\nThe detector: no regression of the release, all operations\n\n%s", benign)
}

// words lists what was told, most often first.
func words(told map[string]int) string {
	keys := slices.SortedFunc(maps.Keys(told), func(a, b string) int {
		if told[a] != told[b] {
			return told[b] - told[a]
		}
		return strings.Compare(a, b)
	})
	for i, key := range keys {
		keys[i] = fmt.Sprintf("%s %d", key, told[key])
	}
	return strings.Join(keys, ", ")
}

func printLapses(t *testing.T, seed uint64, quick bool) {
	runs := 200
	if quick {
		runs = 20
	}
	ratios, kepts := []float64{1, 1.1, 1.2, 1.5}, []float64{0, 0.5}
	var jobs []func() (trial.Lapse, error)
	for _, kept := range kepts {
		for _, ratio := range ratios {
			jobs = append(jobs, func() (trial.Lapse, error) { return trial.Lapses(ratio, kept, seed, runs) })
		}
	}
	done := played(t, jobs)
	out := table.New("noise of a block", "ratio", "runs", "within 10 blocks", "95 %", "median blocks", "p90", "limit", "false alarms", "years", "a year", "budget")
	for i, kept := range kepts {
		for k, ratio := range ratios {
			lapse := done[i*len(ratios)+k]
			within := score.Share{Of: len(lapse.Blocks)}
			for _, blocks := range lapse.Blocks {
				if blocks <= 10 {
					within.Times++
				}
			}
			waits := score.Waits(lapse.Blocks)
			out.Add(fmt.Sprintf("10 %%, %g of it stays", kept), ratio, runs, percent(within), interval(within), rounded(waits.Quantile(.5), 0), rounded(waits.Quantile(.9), 0), rounded(trial.LapseLimit(ratio, kept), 1),
				lapse.Alarms, rounded(lapse.Years, 2), rounded(float64(lapse.Alarms)/math.Max(lapse.Years, 1e-9), 1), trial.Budget)
		}
	}
	fmt.Printf("\nReleases that never run at the same time (generated blocks)\n\n%s", out)
}

func printCauses(t *testing.T, data *spans.Data, seed uint64, quick bool) {
	trees := append(trial.Trees(data.Calls), trial.DrawnTree(seed))
	runs := 10
	if quick {
		runs = 2
	}
	var jobs []func() (trial.Cause, error)
	for _, tree := range trees {
		for _, p := range trial.Plants {
			for run := range runs {
				jobs = append(jobs, trial.FindCause(tree, p, seed, run))
			}
		}
	}
	type row struct{ half, plant string }
	sums := map[row]*trial.Cause{}
	wrong := table.New("operation", "planted", "in", "named first")
	for _, c := range played(t, jobs) {
		at := row{c.Half, c.Plant}
		if sums[at] == nil {
			sums[at] = &trial.Cause{}
		}
		sums[at].First.Join(c.First)
		sums[at].Certain.Join(c.Certain)
		if c.Wrong != "" && c.Half != spans.HeldOut {
			wrong.Add(c.Tree, c.Plant, c.Wanted, c.Wrong)
		}
	}
	out := table.New("half", "planted", "runs", "named first", "95 %", "for certain")
	for _, half := range []string{spans.Development, spans.HeldOut, trial.Generated} {
		for _, p := range trial.Plants {
			if c := sums[row{half, p.Name}]; c != nil {
				out.Add(half, p.Name, c.First.Of, percent(c.First), interval(c.First), percent(c.Certain))
			}
		}
	}
	fmt.Printf("\nCauses: a fifth more than the mean call, in one part of it, %d operations\n\n%s\nWrong (development)\n\n%s", len(trees), out, wrong)
}

func printLatencyCost(costs []trial.Cost) {
	t := table.New("operations", "traffic", "watched", "bytes by operation and release", "MB", "CPU ns a span", "to hash it", "ratio", "allocations a span", "ns a second for each operation")
	for _, c := range costs {
		t.Add(c.Operations, c.Traffic, c.Watched, rounded(c.Bytes, 0), rounded(c.Megabytes, 0), rounded(c.Span, 0), rounded(c.Hash, 0), rounded(c.Span/c.Hash, 1),
			fmt.Sprintf("%.6f", c.Allocations), rounded(c.Second, 1))
	}
	fmt.Printf("\nCost\n\n%s\n", t)
}

func printLatencyMemory(held []trial.Memory) {
	t := table.New("operations", "calls of each a minute", "comparisons", "profiles", "bytes by operation and release", "MB", "of it the book")
	for _, m := range held {
		t.Add(m.Operations, m.Calls, m.Comparisons, m.Profiles, rounded(m.Bytes, 0), rounded(m.Megabytes, 0), rounded(m.Book, 0))
	}
	fmt.Printf("\nMemory\n\n%s\n", t)
}
