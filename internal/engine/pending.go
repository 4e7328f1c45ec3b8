package engine

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/grouping"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// occurrence is one error that is to be counted.
type occurrence struct {
	known    *known
	decision *grouping.Decision
	release  string
	count    float64
	time     time.Time
	received time.Time // with its batch
	user     string    // keyed hash
	level    exception.Level
	handled  bool
	exemplar *exception.Occurrence // nil when none is needed
	// exemplarBytes is what the exemplar holds, as accounted.
	exemplarBytes int64
}

// pending holds occurrences added up per issue, release and minute since the last flush.
type pending struct {
	// pieces are what is still to be written, one transaction each, and number is that of the first: both
	// are set once it is being written.
	pieces  []piece
	number  int64
	sums    map[*known]*sum
	traffic []store.Traffic // once it is being written
	entries int
	// exemplarBytes are those of all exemplars that came, replaced ones among them.
	exemplarBytes int64
	latest        time.Time // latest receive time
	done          chan struct{}
}

// piece is what one transaction writes.
type piece struct {
	traffic []store.Traffic
	sums    []*sum
}

func newPending() *pending {
	return &pending{sums: map[*known]*sum{}, done: make(chan struct{})}
}

// sum is what was seen of one issue since the last flush.
type sum struct {
	known *known
	// seen is of the whole sum, with the names of the first occurrence; its Releases is set when written.
	seen     issue.Seen
	at       time.Time
	received time.Time     // the earliest
	releases []*releaseSum // in order of arrival
	// byName finds a release once there are many.
	byName map[string]*releaseSum
}

// releaseSum is what was seen of one issue in one release.
type releaseSum struct {
	release     string
	unbooked    bool // its service has too many releases
	count       float64
	observed    int64
	first, last time.Time
	minutes     map[int64]*minuteSum // unix minute
	exemplar    *exception.Occurrence
}

type minuteSum struct {
	count    float64
	observed int64
}

// add counts one occurrence. It returns false when it would need more than limit entries.
func (p *pending) add(o *occurrence, now time.Time, limit int, text func(string) string) bool {
	minute := o.time.Unix() / 60
	s := p.sums[o.known]
	var r *releaseSum
	var m *minuteSum
	if s != nil {
		r = s.release(o.release)
	}
	if r != nil {
		m = r.minutes[minute]
	}
	if m == nil && p.entries >= limit {
		return false
	}
	if s == nil {
		s = &sum{known: o.known}
		s.seen.Title = text(o.decision.Title)
		s.seen.Culprit = text(o.decision.Culprit)
		s.seen.GroupReason = o.decision.Reason.String()
		s.seen.Handled = true
		p.sums[o.known] = s
	}
	if r == nil {
		r = s.newRelease(o.release)
	}
	if m == nil {
		p.entries++
		m = &minuteSum{}
		r.minutes[minute] = m
	}
	p.exemplarBytes += o.exemplarBytes
	m.count += o.count
	m.observed++
	r.add(o)
	s.add(o, now)
	if now.After(p.latest) {
		p.latest = now
	}
	return true
}

// manyReleases is from how many on the releases of a sum are found by name.
const manyReleases = 8

// release returns what was seen in a release, nil when nothing was.
func (s *sum) release(name string) *releaseSum {
	if s.byName != nil {
		return s.byName[name]
	}
	for _, r := range s.releases {
		if r.release == name {
			return r
		}
	}
	return nil
}

func (s *sum) newRelease(name string) *releaseSum {
	r := &releaseSum{release: strings.Clone(name), minutes: map[int64]*minuteSum{}}
	s.releases = append(s.releases, r)
	switch {
	case s.byName != nil:
		s.byName[r.release] = r
	case len(s.releases) == manyReleases:
		s.byName = make(map[string]*releaseSum, 2*manyReleases)
		for _, r := range s.releases {
			s.byName[r.release] = r
		}
	}
	return r
}

func (s *sum) add(o *occurrence, now time.Time) {
	seen := &s.seen
	seen.Count += o.count
	seen.Observed++
	if seen.First.IsZero() || o.time.Before(seen.First) {
		seen.First, seen.FirstRelease = o.time, o.release
	}
	if !o.time.Before(seen.Last) {
		seen.Last, seen.LastRelease = o.time, o.release
	}
	if now.After(s.at) {
		s.at = now
	}
	if s.received.IsZero() || o.received.Before(s.received) {
		s.received = o.received
	}
	seen.Level = max(seen.Level, o.level)
	seen.Handled = seen.Handled && o.handled
	if o.user != "" {
		if seen.Users == nil {
			seen.Users = issue.NewUsers()
		}
		seen.Users.Add(o.user)
	}
}

func (r *releaseSum) add(o *occurrence) {
	r.count += o.count
	r.observed++
	if r.first.IsZero() || o.time.Before(r.first) {
		r.first = o.time
	}
	if o.time.After(r.last) {
		r.last = o.time
	}
	if o.exemplar != nil {
		r.exemplar = o.exemplar
	}
}

// atOnce bounds the entries of one transaction: others wait for it, also those of other processes.
const atOnce = 500

// split divides the traffic, which comes first, and the sums, in their order, into transactions.
func (p *pending) split() (pieces []piece) {
	for part := range slices.Chunk(p.traffic, atOnce) {
		pieces = append(pieces, piece{traffic: part})
	}
	list, begin, entries := p.ordered(), 0, 0
	for n, s := range list {
		for _, r := range s.releases {
			entries += len(r.minutes)
		}
		if entries >= atOnce || n == len(list)-1 {
			pieces, begin, entries = append(pieces, piece{sums: list[begin : n+1]}), n+1, 0
		}
	}
	return pieces
}

// ordered returns the sums in the order of their issues, which is the order in which rows are locked. Of
// several names of one issue the one that was seen last comes last, as its exemplar is the latest.
func (p *pending) ordered() []*sum {
	list := make([]*sum, 0, len(p.sums))
	for _, s := range p.sums {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b *sum) int {
		return cmp.Or(strings.Compare(string(a.known.issue), string(b.known.issue)),
			a.seen.Last.Compare(b.seen.Last), strings.Compare(string(a.known.id), string(b.known.id)))
	})
	return list
}
