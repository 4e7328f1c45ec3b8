package slowdown

import (
	"math"
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

const (
	// sweepOpen is how often operations without traffic are looked at; watermark is for how long their spans may be on the way.
	sweepOpen = int64(10 * time.Second)
	watermark = int64(30 * time.Second)
	// leapBack is how far a clock may be set back before the open blocks begin anew.
	leapBack = int64(5 * time.Minute)
)

// Detector watches operations. It is driven from outside: time is an argument. Not safe for concurrent use.
type Detector struct {
	settings Settings
	least    float64 // evidence below which no comparison of a family can count
	book     *breakdown.Book
	// spent is what was looked up in the book since time passed, which is when it changes.
	spent map[OperationID][]spending

	services   []*service
	operations []*operation
	idle       []int64 // until when at least no operation needs to be looked at for want of spans, beside operations
	releases   []release
	instances  []instance

	serviceIDs   map[serviceKey]uint32
	operationIDs map[operationKey]OperationID
	instanceIDs  map[instanceKey]InstanceID

	freeServices   []uint32
	freeReleases   []ReleaseID
	freeOperations []OperationID
	freeInstances  []InstanceID
	made           pool[operation]
	slots          pool[slot]
	blocks         pool[block]
	comparisons    pool[contest]
	drifts         pool[latency.Drift]
	successions    pool[succession]
	contests       int
	watched        int // operations with a drift, which share the budget

	incidents []*told
	suspects  []ReleaseID
	drifted   []OperationID
	logs      []float64
	scratch   latency.Hist

	now, heard    int64 // as last told, and of the last span
	swept, looked int64
	staled        int64 // when stale operations were looked for
	unused        int64 // when services without any were looked for
	saving        saving
	found         []Finding
	stats         Stats
	fetched       float64 // so that what fetch reads is read
}

// New returns a detector that knows nothing yet.
func New(s Settings) (*Detector, error) {
	s, err := s.complete()
	if err != nil {
		return nil, err
	}
	book, err := breakdown.New(s.Breakdown)
	if err != nil {
		return nil, err
	}
	return &Detector{settings: s, least: math.Log(1 / s.Alpha), book: book,
		services: make([]*service, 1), operations: make([]*operation, 1), idle: make([]int64, 1), releases: make([]release, 1), instances: make([]instance, 1),
		serviceIDs: map[serviceKey]uint32{}, operationIDs: map[operationKey]OperationID{}, instanceIDs: map[instanceKey]InstanceID{},
		spent: map[OperationID][]spending{},
	}, nil
}

// time is what a time is in nanoseconds, that of the last call for one that nobody can have meant.
func (d *Detector) time(t time.Time) int64 {
	if ns := nanos(t); ns != 0 {
		return ns
	}
	return d.now
}

// Advance lets time pass until now and returns what was found, in the order of time.
func (d *Detector) Advance(now time.Time) []Finding {
	to := nanos(now)
	if to == 0 {
		return nil
	}
	d.book.Advance(now)
	clear(d.spent)
	if to < d.now-leapBack {
		d.restart(to)
	}
	d.now = to
	if to-d.looked >= sweepOpen || to < d.looked {
		d.looked = to
		d.sweep(to - watermark)
	}
	for _, id := range d.suspects {
		d.judge(id)
	}
	d.suspects = d.suspects[:0]
	for _, id := range d.drifted {
		if o := d.operations[id]; o.drift != nil { // else it was forgotten since
			d.judgeDrift(o)
		}
	}
	d.drifted = d.drifted[:0]
	for _, t := range d.incidents {
		if t.open() {
			d.follow(t)
		}
	}
	found := d.found
	d.found = nil
	slices.SortStableFunc(found, func(a, b Finding) int { return a.At.Compare(b.At) })
	return found
}

// Away says that nothing was observed between two times: open blocks are dropped, as they would compare what was with what is.
func (d *Detector) Away(from, to time.Time) {
	if end := nanos(to); end > nanos(from) {
		d.restart(end)
	}
}

// restart begins all blocks anew at a time. What was learned stays.
func (d *Detector) restart(to int64) {
	clear(d.idle)
	for _, o := range d.operations[1:] {
		d.settle(o)
		d.clear(o)
		for i, s := range o.slots {
			o.seen[i], o.first[i] = min(o.seen[i], to), min(o.first[i], to)
			if s != nil && s.contest != nil {
				s.contest.begun = min(s.contest.begun, to)
			}
		}
		if o.succession != nil {
			o.succession.onset = min(o.succession.onset, to)
		}
		if o.drift != nil {
			o.drift.Back(time.Unix(0, to))
		}
		o.begin, o.due, o.closed, o.newest = 0, 0, min(o.closed, to), min(o.newest, to)
		o.last, o.born = min(o.last, to), min(o.born, to)
	}
	for i := range d.releases {
		r := &d.releases[i]
		r.first, r.last = min(r.first, to), min(r.last, to)
		r.alone.first, r.alone.lag = min(r.alone.first, to), lag{}
	}
	for _, s := range d.services[1:] {
		s.shared, s.saved = lag{}, min(s.saved, to)
	}
	for i := range d.instances {
		one := &d.instances[i]
		one.first, one.last, one.lag = min(one.first, to), min(one.last, to), lag{}
	}
	for _, t := range d.incidents {
		t.at, t.checked = min(t.at, to), min(t.checked, to)
	}
	d.looked, d.swept, d.staled, d.unused, d.heard = 0, 0, 0, 0, 0
}
