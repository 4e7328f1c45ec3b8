package trial

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

// Lapse is what the statistics make of releases that never run at the same time.
type Lapse struct {
	// Blocks from the change until an alarm.
	Blocks []float64
	// Alarms while nothing changed, and years of that, after the first week.
	Alarms int
	Years  float64
}

const (
	// blockNoise is the standard deviation of the logarithm of a block's median.
	blockNoise = 0.1
	// Budget is how many false alarms a year the statistics may make.
	Budget    = 12
	dayBlocks = 24 * 60
)

// LapseLimit is how many blocks anybody needs on average who knows the ratio, and the noise, and how much of it stays: the budget is
// h nats, and a block is worth half the square of the change in standard deviations of what independent blocks of as much
// uncertainty in the mean would have.
func LapseLimit(ratio, kept float64) float64 {
	theta := math.Log(ratio) / blockNoise
	return math.Log1p(365*dayBlocks/Budget) / (theta * theta / 2) * (1 + kept) / (1 - kept)
}

// Lapses plays blocks of a minute for two weeks and then a change of ratio, in a number of runs. Of the noise a share
// kept goes on into the next block.
func Lapses(ratio, kept float64, seed uint64, runs int) (Lapse, error) {
	var out Lapse
	for run := range runs {
		r := rand.New(rand.NewPCG(seed, uint64(run)))
		var d latency.Drift
		at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		noise := 0.0
		step := func(level float64) bool {
			at = at.Add(time.Minute)
			noise = kept*noise + blockNoise*math.Sqrt(1-kept*kept)*r.NormFloat64()
			hour := 0.2 * math.Sin(2*math.Pi*float64(at.Hour()*60+at.Minute())/dayBlocks)
			d.Close(time.UTC, at, 50e6*level*math.Exp(hour+noise))
			return d.Alarm(Budget)
		}
		for i := range 14*dayBlocks + r.IntN(dayBlocks) {
			if step(1) {
				if i > 7*dayBlocks {
					out.Alarms++
				}
				d.Accept()
			}
			if i > 7*dayBlocks {
				out.Years += 1. / 365 / dayBlocks
			}
		}
		wait := math.Inf(1)
		for block := 1.0; block <= 60; block++ {
			if step(ratio) {
				wait = block
				break
			}
		}
		out.Blocks = append(out.Blocks, wait)
	}
	return out, nil
}
