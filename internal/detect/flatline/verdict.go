package flatline

import (
	"math"
	"time"
)

const (
	// enough expected events have to be missing before their absence says anything: none of 3 comes by chance once in 20.
	enough = 3
	// block is the resolution of onsets: two are the same within two blocks and what their rates leave open.
	block = time.Minute
)

// judgement is a situation on its way to a ruling.
type judgement struct {
	*Situation
	until time.Time
	zone  *time.Location
	// expected is of the subject, as far as it could be seen; observed is that share.
	expected, observed float64
	// rate is expected events of the subject per hour, on average since Onset.
	rate float64
	own  *ServiceState // nil when it is not known
}

// rules are tried in this order; the first that rules decides. Each needs those before it to have passed: silence says
// nothing before the senders are known to live, a stream that belongs to an incident or has another name now is not
// missing by itself, and a reference that was declared says more than traffic that was found.
var rules = []func(*judgement) (Ruling, bool){
	(*judgement).idle,
	(*judgement).gap,
	(*judgement).renamed,
	(*judgement).folded,
	(*judgement).holiday,
	(*judgement).everywhere,
	(*judgement).conversion,
	(*judgement).traffic,
	(*judgement).fewer,
	(*judgement).flatline,
}

// presenceRules are the first of them, which ask who was there and not for siblings or the calls of other services.
const presenceRules = 2

// Judge says what it means that a stream fell silent or dropped.
func Judge(s *Situation) Ruling {
	j := newJudgement(s)
	for n, rule := range rules {
		if n == presenceRules && s.gather != nil {
			s.gather()
		}
		if r, ok := rule(j); ok {
			return r
		}
	}
	return j.quiet("nothing to tell")
}

func newJudgement(s *Situation) *judgement {
	j := &judgement{Situation: s, until: s.Until, zone: s.Zone, expected: counted(s.Subject.Expected), observed: 1}
	if j.until.IsZero() || j.until.After(s.At) {
		j.until = s.At
	}
	if j.zone == nil {
		j.zone = time.UTC
	}
	switch {
	case s.own != nil:
		j.own = s.own
	case s.Own >= 0 && s.Own < len(s.Services):
		j.own = &s.Services[s.Own]
	}
	j.rate = j.perHour(s.Subject)
	return j
}

// perHour is the mean rate of a stream since Onset.
func (j *judgement) perHour(s Subject) float64 {
	if hours := j.until.Sub(j.Onset).Hours(); hours > 0 && counted(s.Expected) > 0 {
		return counted(s.Expected) / hours
	}
	return counted(s.Rate)
}

// idle rules out what is too little to mean anything.
func (j *judgement) idle() (Ruling, bool) {
	switch {
	case !(j.Evidence >= j.Threshold): // NaN is no evidence either
		return j.quiet("idle: the evidence is not enough"), true
	case j.Cohort == "" && j.expected < enough:
		return j.quiet("idle: only " + number(j.expected) + " expected since " + j.clock(j.Onset)), true
	}
	return Ruling{}, false
}

// flatline is what is left: the service lives, its traffic goes on, this stream does not.
func (j *judgement) flatline() (Ruling, bool) {
	r := j.tell(KindFlatline, j.loud(), j.streamName())
	j.suspect(&r)
	r.Words = j.words(j.missing(), j.goesOn(), j.part(), j.blame(r))
	return r, true
}

// loud is the tier of the subject by itself. A drop pages only when it is measured against reference traffic or another
// release: against the forecast alone it is limited by how well the season is known.
func (j *judgement) loud() Tier {
	tier := max(j.Subject.Tier, TierNote)
	if !j.Subject.Declared || (j.dropped() && !j.Conditional && j.Cohort == "") {
		tier = min(tier, TierNotice)
	}
	return tier
}

// dropped says that some events still come.
func (j *judgement) dropped() bool { return j.Ratio > 0 }

// tell is a ruling that is told.
func (j *judgement) tell(k Kind, t Tier, name string) Ruling {
	return Ruling{Kind: k, Tier: t, Name: name, Observed: j.observed, At: j.home()}
}

// quiet is a ruling that nothing is to be told.
func (j *judgement) quiet(why string) Ruling {
	return Ruling{Silent: true, Observed: j.observed, At: j.home(), Words: []string{why}}
}

// later is a ruling that it cannot be told before some time has passed.
func (j *judgement) later(wait time.Duration, why string) Ruling {
	return Ruling{Wait: min(max(wait, time.Second), time.Hour), Observed: j.observed, At: j.home(), Words: []string{why}}
}

// home is the index of the subject's service, -1 when it is not known.
func (j *judgement) home() int {
	if j.own == nil {
		return -1
	}
	return j.Own
}

// counted makes a count of a number that may be anything.
func counted(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	return min(x, 1e12)
}

// portion is part of whole, 0 when there is no whole.
func portion(part, whole float64) float64 {
	if !(whole > 0) || math.IsInf(whole, 0) {
		return 0
	}
	return min(counted(part)/whole, 1)
}
