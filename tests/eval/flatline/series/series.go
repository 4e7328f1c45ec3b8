package series

import (
	"crypto/sha256"
	"time"
)

// Series is how many events there were in equal intervals.
type Series struct {
	// Name is the path of the file below the folder, without its extension.
	Name   string
	Start  time.Time
	Bin    time.Duration
	Counts []float64
	// Holes are times that say nothing: rows that are missing, and what the list of known holes names.
	Holes []Hole
}

// Hole is a time in which a series says nothing.
type Hole struct {
	From, To time.Time
	Why      string
}

// End is the end of the last interval.
func (s *Series) End() time.Time { return s.Start.Add(time.Duration(len(s.Counts)) * s.Bin) }

// Mean is events per hour over the whole series.
func (s *Series) Mean() float64 {
	sum := 0.0
	for _, n := range s.Counts {
		sum += n
	}
	return sum / s.End().Sub(s.Start).Hours()
}

// Half is the half that a series belongs to, by the hash of its name: rules are made from the failures of Development only.
func (s *Series) Half() string {
	if sha256.Sum256([]byte(s.Name))[0]&1 == 0 {
		return Development
	}
	return HeldOut
}

// The halves.
const (
	Development = "development"
	HeldOut     = "held out"
)

// Unknown reports whether any moment of [from, to] lies in a hole.
func (s *Series) Unknown(from, to time.Time) bool {
	for _, h := range s.Holes {
		if from.Before(h.To) && !to.Before(h.From) {
			return true
		}
	}
	return false
}

// Known is how long of [from, to] lies in no hole. Holes must be in order and not overlap.
func (s *Series) Known(from, to time.Time) time.Duration {
	known := to.Sub(from)
	for _, h := range s.Holes {
		a, b := h.From, h.To
		if a.Before(from) {
			a = from
		}
		if b.After(to) {
			b = to
		}
		known -= max(0, b.Sub(a))
	}
	return max(0, known)
}

// First is the beginning of a series, as long as it is when that is shorter.
func (s *Series) First(long time.Duration) *Series {
	short := *s
	short.Counts = s.Counts[:min(len(s.Counts), int(long/s.Bin))]
	return &short
}
