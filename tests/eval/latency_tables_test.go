//go:build eval

package eval

import (
	"fmt"
	"math"
	"slices"

	"github.com/tidemark-otel/tidemark/tests/eval/flatline/series"
	"github.com/tidemark-otel/tidemark/tests/eval/latency/rule"
	"github.com/tidemark-otel/tidemark/tests/eval/latency/score"
	"github.com/tidemark-otel/tidemark/tests/eval/latency/trial"
	"github.com/tidemark-otel/tidemark/tests/eval/latency/world"
	"github.com/tidemark-otel/tidemark/tests/eval/table"
)

// group is rows of a table: a half and a band of log-sd.
type group struct{ half, band string }

func groups() []group {
	var all []group
	for _, half := range []string{series.Development, series.HeldOut} {
		all = append(all, group{half, trial.Narrow}, group{half, trial.Wide})
	}
	for _, spread := range trial.Spreads {
		all = append(all, group{trial.Generated, fmt.Sprint(spread)})
	}
	return all
}

func (g group) of(out trial.Outcomes, what, by string, alpha float64) *trial.Outcome {
	return out.Sum(func(k trial.Key) bool {
		return k.What == what && k.Half == g.half && k.Band == g.band && k.By == by && k.Alpha == alpha
	})
}

func printLatency(out trial.Outcomes) {
	for _, alpha := range trial.Alphas {
		printShifts(out, trial.Statistics, alpha)
	}
	for _, r := range rule.All(nil) {
		printShifts(out, r.Name(), 0)
	}
	printSame(out)
	printDetector(out)
}

func printShifts(out trial.Outcomes, by string, alpha float64) {
	t := table.New("release", "half", "log-sd", "runs", "told", "95 %", "as slower", "as tail", "median spans", "p90", "median/limit", "p90/limit", "median/limit of the body")
	for _, p := range trial.Shifts {
		for _, g := range groups() {
			o := g.of(out, p.Name, by, alpha)
			if o.Runs() == 0 {
				continue
			}
			told := o.Spans.Found()
			t.Add(p.Name, g.half, g.band, o.Runs(), percent(told), interval(told), percent(o.Share("slower")), percent(o.Share("tail")),
				rounded(o.Spans.Quantile(.5), 0), rounded(o.Spans.Quantile(.9), 0), rounded(o.Waits.Quantile(.5), 2), rounded(o.Waits.Quantile(.9), 2), rounded(o.Bodily.Quantile(.5), 2))
		}
	}
	at := ""
	if alpha > 0 {
		at = fmt.Sprintf(", alpha %g", alpha)
	}
	fmt.Printf("\nSlower releases: %s%s\n\n%s", by, at, t)
}

func printSame(out trial.Outcomes) {
	t := table.New("release", "half", "by", "alpha", "runs", "told", "share (95 %)", "evidence passed", "share (95 %)")
	bys := []string{trial.Statistics}
	for _, r := range rule.All(nil) {
		bys = append(bys, r.Name())
	}
	for _, p := range trial.Same {
		for _, by := range bys {
			for _, alpha := range append(slices.Clone(trial.Alphas), 0) {
				for _, half := range []string{series.Development, series.HeldOut, trial.Generated, ""} {
					printNothing(t, out, p, half, by, alpha)
				}
			}
		}
	}
	fmt.Printf("\nReleases that change nothing\n\n%s", t)
}

func printNothing(t *table.Table, out trial.Outcomes, p world.Plan, half, by string, alpha float64) {
	o := out.Sum(func(k trial.Key) bool {
		return k.What == p.Name && (half == "" || k.Half == half) && k.By == by && k.Alpha == alpha
	})
	if o.Runs() == 0 {
		return
	}
	if half == "" {
		half = "all"
	}
	told := o.Spans.Found()
	level := any("-")
	if alpha > 0 {
		level = alpha
	}
	t.Add(p.Name, half, by, level, o.Runs(), told.Times, exactly(told), o.Certain.Times, exactly(o.Certain))
}

func percent(s score.Share) string {
	if s.Of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100*s.Value())
}

func interval(s score.Share) string {
	low, high := s.Exact()
	return fmt.Sprintf("%.1f-%.1f", 100*low, 100*high)
}

func exactly(s score.Share) string {
	if s.Of == 0 {
		return "-"
	}
	low, high := s.Exact()
	return fmt.Sprintf("%.2f %% (%.2f-%.2f)", 100*s.Value(), 100*low, 100*high)
}

func rounded(x float64, digits int) string {
	if math.IsInf(x, 1) {
		return "never"
	}
	if math.IsNaN(x) {
		return "-"
	}
	return fmt.Sprintf("%.*f", digits, x)
}
