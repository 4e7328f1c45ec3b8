package replay

import (
	"math/rand/v2"
	"time"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/replay/traffic"
)

// Learned is the end of what all scenarios have behind them: three weeks and a Monday.
var Learned = traffic.Opening.AddDate(0, 0, 21).Add(18 * time.Hour)

// SaleBegin is when customers of a sale begin to come.
var SaleBegin = traffic.Opening.AddDate(0, 0, 22).Add(10 * time.Hour)

// Scenario is what may happen from then on.
type Scenario struct {
	Name, Story string
	Trouble     traffic.Trouble
	// Onset is when it begins and Over when all is well again; zero for what is nothing to be told.
	Onset, Over time.Time
	Until       time.Time
	// Sale is whether it is the day of a sale, of which nothing was learned before it began at SaleBegin.
	Sale bool
}

// Scenarios returns all of them. When on Tuesday morning the troubles begin depends on the seed.
func Scenarios(seed uint64) []Scenario {
	tuesday := traffic.Opening.AddDate(0, 0, 22)
	dice := rand.New(rand.NewPCG(seed, 'o'))
	onset := tuesday.Add(9*time.Hour + time.Duration(dice.IntN(120))*time.Minute)
	outage := traffic.Interval{From: onset, To: onset.Add(150 * time.Minute)}
	fixed := onset.Add(4 * time.Hour)
	evening := tuesday.Add(20 * time.Hour)
	return append([]Scenario{
		{
			Name: "idle-night", Story: "A quiet night: from ten to six, four of ten customers stay away.",
			Trouble: traffic.Trouble{QuietShare: .6, Quiet: traffic.Interval{From: tuesday.Add(-2 * time.Hour), To: tuesday.Add(6 * time.Hour)}},
			Until:   tuesday.Add(10 * time.Hour),
		},
		{
			Name: "holiday", Story: "A holiday: Tuesday has half the customers of a Sunday.",
			Trouble: traffic.Trouble{Holiday: traffic.Interval{From: tuesday, To: tuesday.AddDate(0, 0, 1)}},
			Until:   tuesday.Add(30 * time.Hour),
		},
		{
			Name: "upstream-outage", Story: "The load balancer forgets the shop: no request reaches the frontend, everything runs.",
			Trouble: traffic.Trouble{Outage: outage}, Onset: onset, Over: outage.To, Until: evening,
		},
		{
			Name: "signup-bug", Story: "Release 2.1.0 of accounts answers signups with success and makes no account.",
			Trouble: traffic.Trouble{BrokenIn: "2.1.0", Releases: []traffic.Release{
				{Service: "accounts", Version: "2.1.0", At: onset, Over: 10 * time.Minute},
				{Service: "accounts", Version: "2.1.1", At: fixed, Over: 5 * time.Minute},
			}},
			Onset: onset, Over: fixed, Until: evening,
		},
		{
			Name: "renamed-event", Story: "Release 2.2.0 of accounts gives the event of a signup another name.",
			Trouble: traffic.Trouble{RenamedIn: "2.2.0", Releases: []traffic.Release{
				{Service: "accounts", Version: "2.2.0", At: onset, Over: 10 * time.Minute}}},
			Onset: onset, Until: evening,
		},
		{
			Name: "agent-crash", Story: "The agent of one of two hosts crashes; its processes work on unseen.",
			Trouble: traffic.Trouble{Crash: outage, CrashedHosts: traffic.Hosts[:1]}, Onset: onset, Over: outage.To, Until: evening,
		},
		{
			Name: "all-agents-crash", Story: "The agents of both hosts crash; only staging is still heard.",
			Trouble: traffic.Trouble{Crash: outage, CrashedHosts: traffic.Hosts}, Onset: onset, Over: outage.To, Until: evening,
		},
	}, sale(SaleBegin.Add(time.Duration(180+dice.IntN(20))*time.Minute))...)
}

// sale are the scenarios of the day of a sale, on which checkout is released at onset.
func sale(onset time.Time) []Scenario {
	back := onset.Add(90 * time.Minute)
	release := func(version string, over, next time.Duration) traffic.Release {
		return traffic.Release{Service: "checkout", Version: version, At: onset, Over: over, Next: next}
	}
	return []Scenario{
		{
			Name: "slow-release", Story: "The day of a sale. Release 2.3.0 of checkout asks the database once more for each order; it is rolled back.",
			Trouble: traffic.Trouble{AsksIn: "2.3.0", Releases: []traffic.Release{release("2.3.0", 20*time.Minute, time.Minute),
				{Service: "checkout", Version: traffic.SaleCheckout, At: back, Over: time.Minute}}},
			Onset: onset, Over: back, Until: back.Add(30 * time.Minute), Sale: true,
		},
		{
			Name: "cold-start", Story: "The day of a sale. The processes of release 2.2.5 of checkout are slow for their first five minutes.",
			Trouble: traffic.Trouble{ColdIn: "2.2.5", Releases: []traffic.Release{release("2.2.5", 10*time.Minute, 10*time.Minute)}},
			Onset:   onset, Until: onset.Add(90 * time.Minute), Sale: true,
		},
		{
			Name: "mix-shift", Story: "The day of a sale. Release 2.2.6 of checkout, as quick as ever, gets most of the large orders.",
			Trouble: traffic.Trouble{LargeTo: "2.2.6", Releases: []traffic.Release{release("2.2.6", 20*time.Minute, 10*time.Minute)}},
			Onset:   onset, Until: onset.Add(90 * time.Minute), Sale: true,
		},
	}
}
