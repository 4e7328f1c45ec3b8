package spans

import (
	"crypto/sha256"
	"math"
	"slices"
)

// Series is the durations of one operation of one service, in nanoseconds, in the minutes in which there were any.
type Series struct {
	// Name is the service and the operation.
	Name    string
	Minutes [][]float64
}

// The halves.
const (
	Development = "development"
	HeldOut     = "held out"
)

// Half is the half that a series belongs to, by the hash of its name: rules are made from the failures of Development only.
func (s *Series) Half() string {
	if sha256.Sum256([]byte(s.Name))[0]&1 == 0 {
		return Development
	}
	return HeldOut
}

// Count is how many spans there are.
func (s *Series) Count() int {
	n := 0
	for _, minute := range s.Minutes {
		n += len(minute)
	}
	return n
}

// Median of all durations.
func (s *Series) Median() float64 {
	all := slices.Concat(s.Minutes...)
	slices.Sort(all)
	return all[len(all)/2]
}

// Spread is the standard deviation of the logarithm of the durations, that of a minute around its own mean and that of all
// around one. What all spans of a minute have in common is not in the first.
func (s *Series) Spread() (within, all float64) {
	var rest, free, sum, squares, n float64
	for _, minute := range s.Minutes {
		var own, ownSquares float64
		for _, d := range minute {
			l := math.Log(max(d, 1))
			own += l
			ownSquares += l * l
		}
		many := float64(len(minute))
		rest += ownSquares - own*own/many
		free += many - 1
		sum += own
		squares += ownSquares
		n += many
	}
	return math.Sqrt(max(rest, 0) / max(free, 1)), math.Sqrt(max(squares-sum*sum/n, 0) / max(n-1, 1))
}

// Body is the standard deviation of the logarithm that a log-normal distribution with the same middle two thirds has, of the
// durations of a minute around its own mean. Few very long durations do not count in it.
func (s *Series) Body() float64 {
	var rest []float64
	for _, minute := range s.Minutes {
		mean := 0.0
		for _, d := range minute {
			mean += math.Log(max(d, 1)) / float64(len(minute))
		}
		for _, d := range minute {
			rest = append(rest, math.Log(max(d, 1))-mean)
		}
	}
	slices.Sort(rest)
	n := float64(len(rest))
	return (rest[int(n*0.8413)] - rest[int(n*0.1587)]) / 2
}
