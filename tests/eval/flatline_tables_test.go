//go:build eval

package eval

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tidemark-otel/tidemark/tests/eval/flatline/rule"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/score"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/series"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/trial"
	"github.com/tidemark-otel/tidemark/tests/eval/table"
)

var halves = []string{series.Development, series.HeldOut, ""}

func halfName(half string) string {
	if half == "" {
		return "both halves"
	}
	return half
}

// pooled adds up what was played in a half at some rates with a budget; no rates are all.
func pooled(out trial.Outcomes, what, half string, budget float64, rates ...float64) *trial.Outcome {
	return out.Sum(func(k trial.Key) bool {
		return k.What == what && (half == "" || k.Half == half) && (budget == 0 || k.Budget == budget) && (len(rates) == 0 || slices.Contains(rates, k.Rate))
	})
}

func printFlatlines(out trial.Outcomes) {
	for _, half := range halves {
		printLosses(out, half)
	}
	printSeries(out)
	printOracles(out)
	for _, half := range halves {
		printRules(out, half)
	}
	printDrops(out)
	printQuiet(out)
	printCold(out)
}

type line struct {
	name  string
	rates []float64
}

// lines are the rates one by one and then those that are pooled.
func lines() []line {
	var all []line
	for _, rate := range trial.Rates {
		all = append(all, line{fmt.Sprintf("%g/h", rate), []float64{rate}})
	}
	return append(all, line{"10, 60, 600", trial.Pooled})
}

func printLosses(out trial.Outcomes, half string) {
	t := table.New("F", "rate", "losses", "median", "p90", "missed", "called gap", "in alarm", "pages", "years", "a year (95 %)", "allowed", "notices", "gaps")
	for _, budget := range trial.Budgets {
		for _, l := range lines() {
			loss, warm := pooled(out, trial.Loss, half, budget, l.rates...), pooled(out, trial.Warm, half, budget, l.rates...)
			if warm.Empty() {
				continue
			}
			t.Add(budget, l.name, loss.Delays.Of(), ratio(&loss.Delays, .5), ratio(&loss.Delays, .9), table.Percent(loss.Delays.Missed(), loss.Delays.Of()),
				table.Percent(loss.Gap, loss.Times), loss.Delays.Before, warm.Pages.Count, fmt.Sprintf("%.2f", warm.Pages.Years), yearly(&warm.Pages),
				warm.Pages.Allowed(2*budget), warm.Notices.Count, warm.Gaps.Count)
		}
	}
	fmt.Printf("\nTotal loss, warm: delay over the limit at the same budget, false pages (%s)\n\n%s", halfName(half), t)
}

// printSeries shows where it goes wrong, of the half for development only.
func printSeries(out trial.Outcomes) {
	t := table.New("series", "rate", "losses", "median", "p90", "missed", "in alarm", "pages", "notices", "gaps", "years")
	var keys []trial.Key
	for k := range out {
		if k.What == trial.Warm && k.Half == series.Development && k.Budget == trial.Middle {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b trial.Key) int { return cmp.Or(cmp.Compare(a.Series, b.Series), cmp.Compare(a.Rate, b.Rate)) })
	for _, k := range keys {
		warm := out[k]
		k.What = trial.Loss
		loss := out.Of(k)
		t.Add(k.Series, fmt.Sprintf("%g/h", k.Rate), loss.Delays.Of(), ratio(&loss.Delays, .5), ratio(&loss.Delays, .9),
			table.Percent(loss.Delays.Missed(), loss.Delays.Of()), loss.Delays.Before, warm.Pages.Count, warm.Notices.Count, warm.Gaps.Count,
			fmt.Sprintf("%.2f", warm.Pages.Years))
	}
	fmt.Printf("\nTotal loss by series, at F = %d (development)\n\n%s", trial.Middle, t)
}

func printOracles(out trial.Outcomes) {
	t := table.New("knows", "F", "rate", "losses", "median", "p90", "alarms", "years", "a year (95 %)", "allowed")
	for _, aside := range trial.Asides {
		for _, budget := range trial.Budgets {
			for _, l := range lines() {
				o := pooled(out, trial.Oracle(aside), "", budget, l.rates...)
				if o.Empty() {
					continue
				}
				t.Add(trial.Oracle(aside), budget, l.name, o.Delays.Of(), ratio(&o.Delays, .5), ratio(&o.Delays, .9), o.Pages.Count,
					fmt.Sprintf("%.2f", o.Pages.Years), yearly(&o.Pages), o.Pages.Allowed(2*budget))
			}
		}
	}
	fmt.Printf("\nWhat the limit itself would do, and one that knows the rate more closely (both halves)\n\n%s", t)
}

func printRules(out trial.Outcomes, half string) {
	t := table.New("rule", "rate", "losses", "median", "p90", "missed", "in alarm", "alarms", "years", "a year (95 %)")
	for _, r := range rule.All() {
		for _, l := range lines() {
			o := pooled(out, r.Name(), half, trial.Single, l.rates...)
			if o.Empty() {
				continue
			}
			t.Add(r.Name(), l.name, o.Delays.Of(), ratio(&o.Delays, .5), ratio(&o.Delays, .9), table.Percent(o.Delays.Missed(), o.Delays.Of()),
				o.Delays.Before, o.Pages.Count, fmt.Sprintf("%.2f", o.Pages.Years), yearly(&o.Pages))
		}
	}
	fmt.Printf("\nBaselines on the same events: delay over the limit at F = %d (%s)\n\n%s", trial.Single, halfName(half), t)
}

func printDrops(out trial.Outcomes) {
	whats := []string{trial.Drop(0, true)}
	for _, conditional := range []bool{true, false} {
		for _, ratio := range trial.Ratios {
			whats = append(whats, trial.Drop(ratio, conditional))
		}
	}
	whats = append(whats, trial.Canary, trial.Ramp)
	t := table.New("what", "half", "played", "median", "p90", "missed", "told first as a notice", "release named")
	for _, what := range whats {
		for _, half := range halves {
			o := pooled(out, what, half, 0)
			if o.Empty() {
				continue
			}
			t.Add(what, halfName(half), o.Delays.Of(), ratio(&o.Delays, .5), ratio(&o.Delays, .9), table.Percent(o.Delays.Missed(), o.Delays.Of()),
				o.Noticed, table.Percent(o.Named, o.Times))
		}
	}
	fmt.Printf("\nDrops and releases at F = %d: delay over the limit of each (without reference a notice counts, else a page)\n\n%s", trial.Middle, t)
}

func printQuiet(out trial.Outcomes) {
	t := table.New("what", "half", "played", "paged", "noticed", "told as gap", "pages", "years", "a year (95 %)", "allowed")
	whats := append(slices.Clone(trial.Quiet), trial.Traffic, trial.Warm+", with reference")
	whats = append(append(whats, trial.Disturbances...), trial.Changes...)
	for _, what := range whats {
		for _, half := range halves {
			o := pooled(out, what, half, trial.Middle)
			if o.Empty() {
				continue
			}
			t.Add(what, halfName(half), o.Times, o.Paged, o.Noticed, table.Percent(o.Gap, o.Times), o.Pages.Count, fmt.Sprintf("%.2f", o.Pages.Years),
				yearly(&o.Pages), o.Pages.Allowed(2*trial.Middle))
		}
	}
	fmt.Printf("\nNothing may be paged here (F = %d)\n\n%s", trial.Middle, t)
	d := table.New("total loss while", "half", "losses", "median", "p90", "missed", "called gap")
	for _, what := range trial.Disturbances[:4] {
		for _, half := range halves {
			o := pooled(out, trial.Loss+", "+what, half, 0)
			if o.Empty() {
				continue
			}
			d.Add(what, halfName(half), o.Delays.Of(), ratio(&o.Delays, .5), ratio(&o.Delays, .9), table.Percent(o.Delays.Missed(), o.Delays.Of()), table.Percent(o.Gap, o.Times))
		}
	}
	fmt.Printf("\n%s", d)
}

func printCold(out trial.Outcomes) {
	t := table.New("new stream", "half", "losses", "median", "p90", "missed", "pages", "notices", "years", "pages a year (95 %)", "allowed at 5 F")
	for _, day := range trial.Cold {
		for _, half := range halves {
			o := pooled(out, trial.ColdLoss(day), half, 0)
			t.Add(trial.ColdLoss(day), halfName(half), o.Delays.Of(), ratio(&o.Delays, .5), ratio(&o.Delays, .9), table.Percent(o.Delays.Missed(), o.Delays.Of()), "", "", "", "", "")
		}
	}
	for _, what := range []string{trial.Birth, trial.Youth} {
		for _, half := range halves {
			o := pooled(out, what, half, 0)
			if o.Empty() {
				continue
			}
			t.Add(what, halfName(half), "", "", "", "", o.Pages.Count, o.Notices.Count, fmt.Sprintf("%.2f", o.Pages.Years), yearly(&o.Pages), o.Pages.Allowed(5*trial.Middle))
		}
	}
	fmt.Printf("\nFirst days, a notice or more (F = %d)\n\n%s", trial.Middle, t)
}

func printCost(c trial.Cost) {
	t := table.New("streams", "watched", "bytes each", "ns to count an event", "ns a second for each stream")
	t.Add(c.Streams, c.Watched, fmt.Sprintf("%.0f", c.Bytes), fmt.Sprintf("%.0f", c.Event), fmt.Sprintf("%.2f", c.Second))
	fmt.Printf("\nCost\n\n%s\n", t)
}

func ratio(d *score.Delays, p float64) string {
	if d.Of() == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", d.Quantile(p))
}

func yearly(a *score.Alarms) string {
	if a.Years == 0 {
		return "-"
	}
	rate, low, high := a.Rate()
	return fmt.Sprintf("%.1f (%.1f-%.1f)", rate, low, high)
}
