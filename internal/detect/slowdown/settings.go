package slowdown

import (
	"cmp"
	"errors"
	"math"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

const (
	defaultAlpha      = 0.01
	defaultBudget     = 12
	defaultWarmSpans  = 200
	defaultWarm       = 5 * time.Minute
	defaultOperations = 20_000
	defaultReleases   = 3
	defaultInstances  = 20_000
	// slots is how many releases an operation can compare at once at most.
	slots = 4
)

// Settings of a Detector. Zero means the default.
type Settings struct {
	// Gate is the least effect worth telling; the default is 5 % and 1 ms.
	Gate latency.Gate
	// Alpha is the chance that anything is said of a release which changed nothing, over all of its operations; 0.01.
	Alpha float64
	// Budget is how many false alarms a year drift may make, over all operations; 12.
	Budget float64
	// WarmSpans and Warm are how many spans of an instance, and for how long, are left out of comparisons: 200 and 5 min. Below
	// 0 none.
	WarmSpans int
	Warm      time.Duration
	// MaxOperations (20,000) and MaxInstances (20,000) bound memory. MaxReleases is how many releases of an operation are told
	// apart at once (3, at most 4); the rest are one.
	MaxOperations, MaxReleases, MaxInstances int
	// Shadow is for how long a change of a new operation is told as PhaseShadow only when no release runs beside it: what is usual at
	// this hour is not known yet. A comparison of releases needs no past, and is told from the start.
	Shadow time.Duration
	// Zone is where the weeks of the season are local to; nil is UTC.
	Zone *time.Location
	// Breakdown bounds what is kept to tell where the time went.
	Breakdown breakdown.Settings
}

// complete puts in defaults and reports all faults.
func (s Settings) complete() (Settings, error) {
	if s.Gate == (latency.Gate{}) {
		s.Gate = latency.NewDefaultGate()
	}
	s.Alpha = cmp.Or(s.Alpha, defaultAlpha)
	s.Budget = cmp.Or(s.Budget, defaultBudget)
	s.WarmSpans = cmp.Or(s.WarmSpans, defaultWarmSpans)
	s.Warm = cmp.Or(s.Warm, defaultWarm)
	s.MaxOperations = cmp.Or(s.MaxOperations, defaultOperations)
	s.MaxReleases = cmp.Or(s.MaxReleases, defaultReleases)
	s.MaxInstances = cmp.Or(s.MaxInstances, defaultInstances)
	s.Zone = cmp.Or(s.Zone, time.UTC)
	s.Breakdown = cmp.Or(s.Breakdown, breakdown.NewDefaultSettings())
	var faults []error
	require := func(ok bool, fault string) {
		if !ok {
			faults = append(faults, errors.New(fault))
		}
	}
	require(s.Alpha > 0 && s.Alpha < 1, "alpha has to be between 0 and 1")
	require(s.Budget > 0 && !math.IsInf(s.Budget, 0), "budget has to be above 0")
	require(s.Gate.Ratio >= 1 && s.Gate.Duration >= 0, "gate has to be at least 1 and 0 ns")
	require(s.MaxOperations > 0 && s.MaxInstances > 0, "limits have to be above 0")
	require(s.MaxReleases >= 2 && s.MaxReleases <= slots, "releases have to be 2 to 4")
	return s, errors.Join(faults...)
}
