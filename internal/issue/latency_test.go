package issue

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// slower is what is told of an operation that became slower with 4.2.0.
func slower(edit func(*Finding)) *Finding {
	f := &Finding{
		Kind: KindLatency, Tier: TierPage, Incident: "4.2.0", Stream: "server GET /pay", Onset: start.Add(-time.Hour), DecidedAt: start, Release: "4.2.0",
		Latency: &Latency{
			Answer: LatencyRegression, Previous: "4.1.9", Effect: Effect{Ratio: 1.12, Low: 1.09, High: 1.15}, CallsBefore: 900, CallsAfter: 700,
			Quantiles: []QuantileChange{
				{Quantile: 0.5, Before: Interval{Value: 103.2e6}, After: Interval{Value: 115.4e6}},
				{Quantile: 0.99, Before: Interval{Value: 1.2e9}, After: Interval{Value: 3.6e9}},
			},
			Causes: []Cause{{Kind: "database", Name: "SELECT orders", Share: 0.92}},
		},
	}
	edit(f)
	return f
}

func TestTitle_SaysHowMuchSlowerAnOperationIs(t *testing.T) {
	for _, c := range []struct {
		name string
		want string
		edit func(*Finding)
	}{
		{"a release", "server GET /pay is 12 % slower since 4.2.0", func(*Finding) {}},
		{"from twice on it is times", "server GET /pay takes 2.3 times as long since 4.2.0", func(f *Finding) { f.Latency.Effect.Ratio = 2.31 }},
		{"a whole number of times", "server GET /pay takes 3 times as long since 4.2.0", func(f *Finding) { f.Latency.Effect.Ratio = 3 }},
		{"the slowest calls", "The slowest calls of server GET /pay take 3 times as long since 4.2.0", func(f *Finding) { f.Latency.Answer, f.Latency.Effect.Ratio = LatencyTail, 3 }},
		{"no release is suspected", "server GET /pay is 12 % slower since 11:00 UTC", func(f *Finding) { f.Release = "" }},
		{"within a release", "server GET /pay is 12 % slower since 11:00 UTC", func(f *Finding) { f.Latency.Answer = LatencyDrift }},
		{"other calls", "server GET /pay has more calls of the slow kind since 4.2.0", func(f *Finding) { f.Latency.Answer = LatencyMixShift }},
		{"a start", "server GET /pay is slow in instances that are new since 4.2.0", func(f *Finding) { f.Latency.Answer = LatencyColdStart }},
		{"an instance", "server GET /pay is slower in one instance since 4.2.0", func(f *Finding) { f.Latency.Answer = LatencyBadInstance }},
		{"an instance that has a name", "server GET /pay is slower in web-3 since 4.2.0", func(f *Finding) { f.Latency.Answer, f.Latency.Instance = LatencyBadInstance, "web-3" }},
		{"a service as a whole", "shop is 12 % slower since 4.2.0", func(f *Finding) { f.Stream = "" }},
		{"no effect is known", "server GET /pay is slower since 4.2.0", func(f *Finding) { f.Latency.Effect = Effect{} }},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, slower(c.edit).Title("shop")) })
	}
}

func TestSummary_SaysHowMuchSlowerAndWhere(t *testing.T) {
	for _, c := range []struct {
		name string
		want string
		edit func(*Finding)
	}{
		{"all is known", "12 % slower (9 to 15) than 4.1.9, the median went from 103ms to 115ms, 92 % of it in database SELECT orders", func(*Finding) {}},
		{"a tail shows its quantile", "12 % slower (9 to 15) than 4.1.9, the 99 % quantile went from 1.2s to 3.6s, 92 % of it in database SELECT orders", func(f *Finding) { f.Latency.Answer = LatencyTail }},
		{"own code", "12 % slower (9 to 15), 100 % of it in own code", func(f *Finding) {
			f.Latency.Previous, f.Latency.Quantiles, f.Latency.Causes = "", nil, []Cause{{Kind: "own", Share: 1.2}}
		}},
		{"a roll-back ended it", "it went away with 4.2.1 after 2h0m, 12 % slower (9 to 15) than 4.1.9", func(f *Finding) {
			f.Until, f.Latency.GoneWith, f.Latency.Quantiles, f.Latency.Causes = start.Add(time.Hour), "4.2.1", nil, nil
		}},
		{"it ended by itself", "it lasted 2h0m", func(f *Finding) { f.Until, f.Latency = start.Add(time.Hour), &Latency{} }},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, slower(c.edit).Summary()) })
	}
}

func TestEffect_String(t *testing.T) {
	for want, e := range map[string]Effect{
		"12 % slower (9 to 15)": {1.12, 1.09, 1.15}, "3 % slower (-1 to 7)": {1.03, 0.99, 1.07}, "10 % faster (5 to 15)": {0.9, 0.85, 0.95},
		"150 % slower": {Ratio: 2.5}, "0 % slower": {Ratio: 0.9999}, "": {},
	} {
		require.Equal(t, want, e.String())
	}
}

func TestDuration_HasThreeDigits(t *testing.T) {
	for ns, want := range map[float64]string{0: "0s", -1: "0s", 12: "12ns", 1234: "1.23µs", 115.44e6: "115ms", 2.3456e9: "2.35s", 95.4e9: "1m35.4s", 0.4: "0s"} {
		require.Equal(t, want, Duration(ns))
	}
}

func TestAlarm_AnotherAnswerIsWorthKeeping(t *testing.T) {
	known := slower(func(*Finding) {})
	again := slower(func(f *Finding) { f.DecidedAt = start.Add(time.Minute) })
	require.False(t, again.brings(known, time.Hour))
	again.Latency.Answer = LatencyTail
	require.True(t, again.brings(known, time.Hour))
}

func TestRecovered_KeepsHowMuchSlowerItWas(t *testing.T) {
	known := slower(func(f *Finding) {
		f.Latency.Histogram, f.Latency.Instance = Histogram{Scale: 2, Before: []float64{1}, After: []float64{1}}, "web-3"
	})
	end := &Finding{Incident: "4.2.0", Onset: known.Onset, DecidedAt: start.Add(time.Hour), Until: start.Add(time.Hour), Latency: &Latency{GoneWith: "4.2.1"}}
	all := end.over(known)
	want := *known.Latency
	want.GoneWith, want.Instance = "4.2.1", "web-3"
	require.Equal(t, &want, all.Latency)
	end.Latency = nil
	require.Equal(t, known.Latency, end.over(known).Latency)
	require.Equal(t, known.Latency, known.over(&Finding{}).Latency, "what is told for the first time is kept")
}
