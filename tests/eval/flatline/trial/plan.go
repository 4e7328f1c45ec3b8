package trial

import (
	"time"

	"github.com/tidemark-otel/tidemark/tests/eval/flatline/series"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/thin"
)

// Rates are per hour, and Budgets false alarms a year. Pooled are the rates whose figures are added up to one.
var (
	Rates   = []float64{1, 3, 10, 60, 600}
	Pooled  = []float64{10, 60, 600}
	Budgets = []float64{12, 4, 1}
)

// Middle is the budget of all that is not measured with each of them, and Single that of the limit that the baselines are compared with.
const (
	Middle = 4
	Single = 1
)

// Job is a part of a run that can be done by itself.
type Job func() (Outcomes, error)

// Plan is what is measured on a series with a seed. Quick is a small part of it.
func Plan(s *series.Series, seed uint64, quick bool) []Job {
	var rates []float64
	for _, rate := range Rates {
		if thin.Share(s, rate) <= 1 && !(quick && rate < 10) {
			rates = append(rates, rate)
		}
	}
	short := s.First(8 * 7 * 24 * time.Hour)
	if quick {
		s = short
	}
	var jobs []Job
	for _, rate := range rates {
		losses := max(60, (200+len(rates)-1)/len(rates))
		if quick {
			losses = 20
		}
		for _, budget := range Budgets {
			c := &Case{Series: s, Rate: rate, Budget: budget, Seed: seed}
			jobs = append(jobs, func() (Outcomes, error) { return Total(c, losses, budget == Middle), nil })
		}
		for _, budget := range Budgets {
			c := &Case{Series: s, Rate: rate, Budget: budget, Seed: seed}
			jobs = append(jobs, func() (Outcomes, error) { return Oracles(c, losses), nil })
		}
		jobs = append(jobs, func() (Outcomes, error) {
			return Rules(&Case{Series: s, Rate: rate, Budget: Single, Seed: seed}, losses), nil
		})
		if rate == 10 || rate == 60 {
			jobs = append(jobs, beside(&Case{Series: short, Rate: rate, Budget: Middle, Seed: seed}, quick)...)
		}
	}
	return jobs
}

// beside is what is measured at few rates and over few weeks.
func beside(c *Case, quick bool) []Job {
	jobs := []Job{
		func() (Outcomes, error) { out, _ := Referenced(c, 6); return out, nil },
		func() (Outcomes, error) { return ColdStart(c, 4), nil },
	}
	if quick {
		return jobs
	}
	for which := range Disturbances {
		jobs = append(jobs, func() (Outcomes, error) { return Disturbed(c, which, 6), nil })
	}
	for which := range Changes {
		jobs = append(jobs, func() (Outcomes, error) { return ClockChange(c, which) })
	}
	return jobs
}
