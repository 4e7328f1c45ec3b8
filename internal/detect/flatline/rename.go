package flatline

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// renamed rules when the stream goes on under another name: one was born in the same service in a release that never sent
// the dying one, during its roll-out, and comes at about the same rate. A name that tells of failure is no other name for
// success: a release that logs "signup failed" instead of "signup done" brings as many of them.
func (j *judgement) renamed() (Ruling, bool) {
	best, distance, born := -1, math.Inf(1), ReleaseState{}
	for i, s := range j.Siblings {
		release, ok := j.release(s.BornIn)
		if !ok || !j.successor(s, release) {
			continue
		}
		ratio, ok := j.alike(s, release)
		if !ok {
			continue
		}
		d := math.Abs(math.Log(ratio)) + differ(j.Subject.Title, s.Title)
		if best < 0 || d < distance || (d == distance && byTitle(s, j.Siblings[best]) < 0) {
			best, distance, born = i, d, release
		}
	}
	if best < 0 {
		return Ruling{}, false
	}
	s := j.Siblings[best]
	for _, o := range j.Open {
		if o.Kind == KindRenamed && o.Ended.IsZero() && o.Name != j.streamName() && o.Environment == j.Subject.Key.Environment &&
			o.Namespace == j.Subject.Key.Namespace && o.Service == j.Subject.Key.Service && j.Onset.Sub(o.Onset).Abs() <= handover {
			r := j.quiet("renamed with " + o.Name)
			r.Into = o.Name
			return r, true
		}
	}
	r := j.tell(KindRenamed, TierNote, j.streamName())
	r.RenamedTo, r.Release, r.ReleaseSeen = s.Title, born.Release, born.First
	ended := j.Subject.Title + " ended at " + j.clock(j.Onset)
	if j.Cohort != "" {
		ended = born.Release + " sends no " + j.Subject.Title
	}
	r.Words = j.words(ended, s.Title+" began with "+born.Release+" at "+j.clock(s.Born)+" and comes as often ("+
		number(counted(s.Seen))+" since)")
	return r, true
}

func (j *judgement) release(name string) (ReleaseState, bool) {
	i := slices.IndexFunc(j.Releases, func(r ReleaseState) bool { return r.Release == name && name != "" })
	if i < 0 {
		return ReleaseState{}, false
	}
	return j.Releases[i], true
}

// successor says that a stream may be the new name: of the same signal, born with a release that never sent the subject,
// before the subject ended or about then.
func (j *judgement) successor(s Subject, born ReleaseState) bool {
	signal := j.Subject.Key.Signal
	switch {
	case slices.Contains(j.Subject.In, born.Release), s.Declared && s.Key.Definition == j.Subject.Key.Definition:
		return false
	case signal != 0 && s.Key.Signal != 0 && signal != s.Key.Signal:
		return false
	case s.Born.Before(born.First.Add(-block)):
		return false
	}
	return failing(j.Subject.Title) == failing(s.Title) &&
		!s.Born.After(j.Onset.Add(slack(j.rate)+slack(j.perHour(s)))) && j.At.Sub(born.First).Hours() < 7*24
}

// alike compares the rate of a newborn stream with what is missing: where only one release lost the subject, with what is
// missing of that release.
func (j *judgement) alike(s Subject, born ReleaseState) (ratio float64, ok bool) {
	mean := j.expected
	if window := j.until.Sub(j.Onset); window > 0 && s.Born.After(j.Onset) {
		mean *= portion(float64(j.until.Sub(s.Born)), float64(window))
	}
	if j.Cohort != "" {
		if j.Cohort != born.Release {
			return 0, false
		}
		mean *= portion(born.Share, 1)
	}
	n := counted(s.Seen)
	if n < enough || mean < enough {
		return 0, false
	}
	return n / mean, between(n, 0.5*mean, 2*mean)
}

// failing says that a name tells of something that went wrong.
func failing(title string) bool {
	return slices.ContainsFunc(tokens(title), func(word string) bool {
		return slices.ContainsFunc([]string{"fail", "error", "err", "exception", "reject", "denied", "deny", "declin", "refus", "timeout",
			"timedout", "abort", "cancel", "invalid", "retry", "retries", "unable", "lost", "drop", "abandon", "discard", "expire",
			"rollback", "panic", "crash", "unavailable", "not", "no", "missing", "problem", "skip", "dead"},
			func(stem string) bool {
				if len(stem) < 4 {
					return word == stem
				}
				return strings.HasPrefix(word, stem)
			})
	})
}

// tokens are the words of a name in lower case: "POST /signUp-failed" has post, sign, up and failed.
func tokens(name string) []string {
	var all []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			all = append(all, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	lower := false
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) || (lower && unicode.IsUpper(r)) {
			flush()
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			word = append(word, r)
		}
		lower = unicode.IsLower(r)
	}
	flush()
	return all
}

// differ is the share of words of two names that only one of them has, from 0 to 1.
func differ(a, b string) float64 {
	x, y := tokens(a), tokens(b)
	slices.Sort(x)
	slices.Sort(y)
	x, y = slices.Compact(x), slices.Compact(y)
	both := 0
	for _, word := range x {
		if slices.ContainsFunc(y, func(other string) bool { return cmp.Compare(word, other) == 0 }) {
			both++
		}
	}
	all := len(x) + len(y) - both
	if all == 0 {
		return 0
	}
	return 1 - float64(both)/float64(all)
}
