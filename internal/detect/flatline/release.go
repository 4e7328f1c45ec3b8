package flatline

import (
	"cmp"
	"math"
	"slices"

	"github.com/tidemark-otel/tidemark/internal/detect/evidence"
)

const (
	// named are the odds from which on a release is named.
	named = 10
	// usualIncidents a year are taken to have no release to blame, where fewer are known.
	usualIncidents = 12
	// surest are the odds beyond which no more is said.
	surest = 1e6
)

// suspect is a release with the odds that it did it, against chance.
type suspect struct {
	ReleaseState
	odds float64
}

// suspects are the releases of the service that may have done it, the likeliest first.
func (j *judgement) suspects() []suspect {
	var all []suspect
	background := max(counted(j.Background), usualIncidents)
	for _, r := range j.Releases {
		odds := evidence.Blame(j.Onset.Sub(r.First).Minutes(), j.rate/60, background)
		switch {
		case r.Release == "" || r.First.IsZero():
			continue
		case j.Cohort == r.Release: // it lost the stream while others kept it
			odds = max(odds, j.Evidence)
		case j.Cohort != "":
			continue
		case atMost(counted(j.Subject.Seen), (1-portion(r.Share, 1))*j.expected) < 0.001:
			odds -= math.Ln10 // more is missing than ran with it
		}
		all = append(all, suspect{r, min(math.Exp(min(odds, 100)), surest)})
	}
	slices.SortFunc(all, func(a, b suspect) int {
		return cmp.Or(cmp.Compare(b.odds, a.odds), b.First.Compare(a.First), cmp.Compare(a.Release, b.Release))
	})
	return all
}

// suspect names the likeliest release, when it is likely enough.
func (j *judgement) suspect(r *Ruling) {
	if all := j.suspects(); len(all) > 0 && all[0].odds > named {
		r.Release, r.ReleaseSeen, r.Odds = all[0].Release, all[0].First, all[0].odds
	}
}

// blame says which release is suspected, and which other one might be.
func (j *judgement) blame(r Ruling) string {
	if r.Release == "" {
		return ""
	}
	words := "since " + r.Release + ", first seen " + j.clock(r.ReleaseSeen) + ", odds " + number(r.Odds) + ":1"
	if j.Cohort != "" {
		words += ", for other releases kept it"
	}
	if all := j.suspects(); len(all) > 1 && all[1].odds > named {
		words += " (or " + all[1].Release + ", first seen " + j.clock(all[1].First) + ", " + number(all[1].odds) + ":1)"
	}
	return words
}
