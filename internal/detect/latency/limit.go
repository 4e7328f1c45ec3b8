package latency

import "math"

// efficiency of Mann and Whitney's test on log-normal durations, 3/π.
const efficiency = 3 / math.Pi

// FixedNeed is how many spans of each release a test of a size fixed beforehand needs to tell a ratio of durations, log-normal
// with a standard deviation spread of the logarithm, at a one-sided α with a power: 2(z_α + z_β)²/θ², θ = ln(ratio)/spread, for
// the likelihood ratio, and π/3 times as many for ranks. 2075 with ranks for +10 % at 0.6, α = 0.0001 and a power of 0.9.
// NaN for an α or a power outside of 0 to 1.
func FixedNeed(ratio, spread, alpha, power float64, ranks bool) float64 {
	theta := math.Log(ratio) / spread
	z := normalQuantile(1-alpha) + normalQuantile(power)
	n := 2 * z * z / (theta * theta)
	if ranks {
		n /= efficiency
	}
	return n
}

// SequentialLimit is how many spans of the new release anybody needs who looks at every span and knows the ratio beforehand:
// 2·ln(1/α)/θ² when the old release is known (or has all but share = 0 of the traffic), and 1/(1−share) times as many when it is
// seen at the same time, with the new release having that share of the spans of both. 730 and, at a half, 1460 for +10 % at 0.6
// and α = 0.0001.
func SequentialLimit(ratio, spread, alpha, share float64) float64 {
	theta := math.Log(ratio) / spread
	return 2 * math.Log(1/alpha) / (theta * theta) / (1 - share)
}

func normalQuantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }
