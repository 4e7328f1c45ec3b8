package flatline

import (
	"cmp"
	"slices"
	"strings"
)

// traffic rules when requests stopped arriving: the reference, the entry traffic or most streams of the service stopped
// with the subject. The incident is at the most upstream of the services whose requests stopped together.
func (j *judgement) traffic() (Ruling, bool) {
	own := j.entries()
	left := j.left(own)
	entries := j.collapsed(own) && !j.explained(left)
	siblings, children := j.siblings()
	at, others := j.upstream(entries || siblings)
	blind := (!own.known() || own.seen < enough) && len(children) == 0
	switch {
	case entries, siblings, j.referenceStopped():
	case blind && at >= 0 && at != j.home(): // nothing else to see here, but who calls the service stopped as well
	default:
		return Ruling{}, false
	}
	r := j.tell(KindTraffic, TierNotice, "")
	if at >= 0 {
		r.At = at
	}
	origin := j.Subject.Key
	if r.At >= 0 {
		s := j.Services[r.At]
		origin.Namespace, origin.Service, origin.Environment = s.Namespace, s.Service, s.Environment
	}
	r.Name = serviceName("traffic", origin)
	over := siblings || !entries || left <= stopped
	if over && !j.dropped() && (j.loud() == TierPage || slices.ContainsFunc(children, pages)) {
		r.Tier = TierPage
	}
	for _, c := range append(children, j.Subject) {
		r.Children = append(r.Children, c.Title)
	}
	slices.Sort(r.Children)
	r.Children = slices.Compact(r.Children)
	if r.At == j.home() {
		j.suspect(&r)
	}
	r.Words = j.words(j.arriving(r.At, origin.Service), j.missing(), j.withIt(r.Children, others), j.part(), j.blame(r))
	return r, true
}

func pages(s Subject) bool { return s.Declared && s.Tier == TierPage }

// explained says that the traffic which is left would have brought events of the subject: it failed by itself.
func (j *judgement) explained(left float64) bool {
	return atMost(counted(j.Subject.Seen), 0.9*left*j.expected) < 0.001
}

// siblings reports whether most of the other streams that can be judged stopped too, by number and by volume, and which
// did. Health checks are no traffic.
func (j *judgement) siblings() (most bool, gone []Subject) {
	var all, volume, lost float64
	for _, s := range j.Siblings {
		f := j.flow(s)
		if !f.known() || healthCheck(s.Title) {
			continue
		}
		all++
		volume += f.expected
		if j.collapsed(f) {
			lost += f.expected
			gone = append(gone, s)
		}
	}
	slices.SortFunc(gone, byTitle)
	return len(gone) > 1 && 2*float64(len(gone)) > all && 2*lost > volume, gone
}

// upstream is the index of the service that most of its traffic enters the environment by, among those whose requests
// stopped at about Onset, and how many others there are; -1 when there is none.
func (j *judgement) upstream(own bool) (at, others int) {
	at = -1
	n := 0
	for i, s := range j.Services {
		if !(own && i == j.home()) && !j.stoppedToo(s) {
			continue
		}
		n++
		if at < 0 || rank(s, j.Services[at]) < 0 {
			at = i
		}
	}
	return at, max(n-1, 0)
}

// stoppedToo says that the requests of a service stopped with the subject, or that the service fell silent then.
func (j *judgement) stoppedToo(s ServiceState) bool {
	f := flow{counted(s.Expected), counted(s.Seen), s.LastEntry}
	if s.at(j.At, j.until) == presenceSilent {
		return counted(s.Roots) > 0 && together(j.Onset, j.rate, s.Last, j.rateOf(f))
	}
	return j.collapsed(f)
}

// rank puts the most upstream service first.
func rank(a, b ServiceState) int {
	return cmp.Or(cmp.Compare(counted(b.Roots), counted(a.Roots)), cmp.Compare(counted(b.Expected), counted(a.Expected)), byService(a, b))
}

func byTitle(a, b Subject) int {
	return cmp.Or(cmp.Compare(a.Title, b.Title), cmp.Compare(a.Key.Definition, b.Key.Definition),
		cmp.Compare(a.Key.Signal, b.Key.Signal), cmp.Compare(a.Key.Name, b.Key.Name))
}

// referenceStopped says that the declared attempts stopped as well.
func (j *judgement) referenceStopped() bool {
	return j.Reference != nil && j.collapsed(j.flow(*j.Reference))
}

// healthCheck tells by its name an operation that machines call whether there is traffic or not.
func healthCheck(title string) bool {
	for _, word := range tokens(title) {
		switch strings.TrimSuffix(word, "z") {
		case "health", "healthcheck", "live", "liveness", "ready", "readiness", "ping", "heartbeat", "metrics":
			return true
		}
	}
	return false
}
