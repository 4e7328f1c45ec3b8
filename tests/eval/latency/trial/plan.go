package trial

import "github.com/tidemark-otel/tidemark/tests/eval/latency/world"

// Shifts are releases that make all durations longer.
var Shifts = []world.Plan{
	{Name: "+5 %", Ratio: 1.05},
	{Name: "+10 %", Ratio: 1.1},
	{Name: "+20 %", Ratio: 1.2},
	{Name: "+50 %", Ratio: 1.5},
	{Name: "+10 %, a tenth of the traffic", Ratio: 1.1, Share: 0.1},
	{Name: "+10 %, ramp 1-100 % in 2 h", Ratio: 1.1, Ramp: 120},
	{Name: "+20 %, ramp 1-100 % in 2 h", Ratio: 1.2, Ramp: 120},
	{Name: "tail, 5 % x 3", Slow: 0.05, SlowRatio: 3},
	{Name: "bimodal, 10 % x 5", Slow: 0.1, SlowRatio: 5},
}

// Same are releases that change nothing.
var Same = []world.Plan{
	{Name: "A/A"},
	{Name: "A/A, a tenth of the traffic", Share: 0.1},
	{Name: "A/A, ramp 1-100 % in 2 h", Ramp: 120},
	{Name: "A/A, instances apart by 10 %", Apart: 0.1},
}

// Plan lists the runs of one operation against the statistics.
func Plan(o Operation, seed uint64, quick bool, operations int) []Job {
	var jobs []Job
	shifts, same := 1, max(1, 250/operations)
	if !quick {
		shifts, same = 5, 1+2400/operations
	}
	if o.Half == Generated {
		shifts *= 10
		if !quick {
			same = 600
		}
	}
	for _, p := range Shifts {
		for run := range shifts {
			jobs = append(jobs, Compare(o, p, seed, run, run%4 == 0))
		}
	}
	for i, p := range Same {
		runs := same
		if i > 0 {
			runs = max(1, same/4)
		}
		for run := range runs {
			jobs = append(jobs, Compare(o, p, seed, run, run%8 == 0))
		}
	}
	return jobs
}

// PlanDetector lists the runs of one operation against the detector.
func PlanDetector(o Operation, seed uint64, quick bool, operations int) []Job {
	runs := max(1, 20/operations)
	if !quick {
		runs = 1 + 240/operations
	}
	if o.Half == Generated {
		runs *= 10
	}
	var jobs []Job
	for i, p := range Changes {
		many := runs
		if i == 0 && !quick {
			many = 8 * runs
		}
		for run := range many {
			jobs = append(jobs, Detect(o, p, seed, run))
		}
	}
	return jobs
}
