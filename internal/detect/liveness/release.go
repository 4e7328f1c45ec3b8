package liveness

import (
	"math"
	"time"
)

// releaseMax is how many releases of a service are kept; the one that was quiet for longest makes room.
const releaseMax = 16

// releaseMemory is the time constant of a release's share of the traffic.
const releaseMemory = 30 * time.Minute

// release is a version of a service. Times are unix nanoseconds.
type release struct {
	version     string
	first, last int64
	items       float64 // decayed, as of last
	entries     float64 // all of them
	serial      uint32
}

func (r *release) hear(received int64, items, entries int) {
	keep := math.Exp(-float64(max(received-r.last, 0)) / float64(releaseMemory))
	r.items = r.items*keep + float64(items)
	r.entries += float64(entries)
	r.last = max(r.last, received)
}

func (r *release) weight(now int64) float64 {
	return r.items * math.Exp(-float64(max(now-r.last, 0))/float64(releaseMemory))
}

// release returns the index of a version among the service's releases, -1 for senders that do not say theirs.
func (s *service) release(version string, now int64) int32 {
	if version == "" {
		return -1
	}
	for i := range s.releases {
		if s.releases[i].version == version {
			return int32(i)
		}
	}
	s.serial++
	r := release{version: version, first: now, last: now, serial: s.serial}
	if len(s.releases) < releaseMax {
		s.releases = append(s.releases, r)
		return int32(len(s.releases) - 1)
	}
	oldest := 0
	for i := range s.releases {
		if s.releases[i].last < s.releases[oldest].last {
			oldest = i
		}
	}
	s.releases[oldest] = r
	return int32(oldest)
}
