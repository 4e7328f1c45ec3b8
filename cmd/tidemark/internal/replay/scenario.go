package replay

import (
	"math/rand/v2"
	"time"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/replay/traffic"
)

// Learned is the end of what all scenarios have behind them: three weeks and a Monday.
var Learned = traffic.Opening.AddDate(0, 0, 21).Add(18 * time.Hour)

// Scenario is what may happen from then on.
type Scenario struct {
	Name, Story string
	Trouble     traffic.Trouble
	// Onset is when it begins and Over when all is well again; zero for what is nothing to be told.
	Onset, Over time.Time
	Until       time.Time
}

// Scenarios returns all of them. When on Tuesday morning the troubles begin depends on the seed.
func Scenarios(seed uint64) []Scenario {
	tuesday := traffic.Opening.AddDate(0, 0, 22)
	onset := tuesday.Add(9*time.Hour + time.Duration(rand.New(rand.NewPCG(seed, 'o')).IntN(120))*time.Minute)
	outage := traffic.Interval{From: onset, To: onset.Add(150 * time.Minute)}
	fixed := onset.Add(4 * time.Hour)
	evening := tuesday.Add(20 * time.Hour)
	return []Scenario{
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
	}
}
