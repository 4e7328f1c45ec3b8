package trial

import (
	"math"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/slowdown"
	"github.com/tidemark-otel/tidemark/tests/eval/latency/world"
)

// Detector names slowdown.Detector, as the processor drives it, among those who judge.
const Detector = "detector"

// The releases that are played.
const (
	oldVersion   = "1.0.0"
	freshVersion = "1.1.0"
)

// Changes are played against the detector. From says that the new release replaces the old one at once.
var Changes = []world.Plan{
	{Name: "nothing"},
	{Name: "nothing, instances apart by 10 %", Apart: 0.1},
	{Name: "nothing, ramp 1-100 % in 2 h", Ramp: 120},
	{Name: "+10 %", Ratio: 1.1},
	{Name: "+20 %", Ratio: 1.2},
	{Name: "+50 %", Ratio: 1.5},
	{Name: "+20 %, ramp 1-100 % in 2 h", Ratio: 1.2, Ramp: 120},
	{Name: "tail, 5 % x 3", Slow: 0.05, SlowRatio: 3},
	{Name: "bimodal, 10 % x 5", Slow: 0.1, SlowRatio: 5},
	{Name: "mix shift", Mix: true},
	{Name: "cold start", Cold: true},
	{Name: "one bad instance", Bad: true},
	{Name: "nothing, all at once", From: 1},
	{Name: "+20 %, all at once", Ratio: 1.2, From: 1},
}

// Benign are the names of the changes that are no regression of the release.
var Benign = []string{"nothing", "nothing, instances apart by 10 %", "nothing, ramp 1-100 % in 2 h", "nothing, all at once", "mix shift", "cold start", "one bad instance"}

const (
	// alone is for how many minutes the old release runs alone, after which its instances are warm; outgrown is when the operation is
	// no longer in shadow either, without which nothing is told of a release that replaces another at once.
	alone    = 120
	shadow   = 24 * time.Hour
	outgrown = 26 * 60
	// longest is for how many minutes the new one is played at most.
	longest = 40 * 60
)

// Detect plays a plan against a detector that has seen the old release alone, until something is told of the new one or
// it had as many spans as are enough for a tenth more, those of cold instances not counted. Kinds that are no regression end nothing.
func Detect(o Operation, p world.Plan, seed uint64, run int) Job {
	return func() (Outcomes, error) {
		r := o.random(seed, "detector "+p.Name, run)
		d, err := slowdown.New(slowdown.Settings{Alpha: alphaOf, Shadow: shadow})
		if err != nil {
			return nil, err
		}
		p.Lead = alone
		if p.From > 0 {
			p.Lead = outgrown
		}
		played := world.New(o.source(r), p, r)
		b := begin(d)
		var first, blame *slowdown.Finding
		firstAt, blamedAt, seen, late, drifted := 0, 0, 0, 0, false
		most := o.Most(alphaOf)
		for range p.Lead + longest {
			minute := played.Next()
			for i := range minute {
				if minute[i].Fresh {
					seen++
				}
			}
			found := b.minute(minute)
			for i := range found {
				f := &found[i]
				switch {
				case seen == 0 || f.Phase != slowdown.PhaseBegan:
					continue
				case f.Kind == slowdown.KindDrift && f.Release != freshVersion:
					drifted = true
					continue
				}
				if first == nil {
					first, firstAt = f, seen
				}
				if blame == nil && blames(f) {
					blame, blamedAt = f, seen
				}
			}
			if seen-b.cold() >= most {
				late++
			}
			if blame != nil || late > 3 {
				break
			}
		}
		out := Outcomes{}
		oc := out.Of(Key{What: p.Name, Half: o.Half, Band: o.Band, By: Detector, Alpha: alphaOf})
		word, at, warm := "nothing", 0, math.Inf(1)
		if first != nil {
			word, at = first.Kind.String(), firstAt
		}
		oc.Blamed.Add(blame != nil)
		oc.Drifted.Add(drifted)
		if blame != nil {
			oc.Attributed.Add(blame.Release == freshVersion && blame.Previous == oldVersion)
			at, warm = blamedAt, float64(blamedAt-b.cold())
		}
		oc.add(o, p, word, at, alphaOf)
		oc.Warm = append(oc.Warm, warm)
		return out, nil
	}
}

// alphaOf is the larger of the two at which it is measured; by default a detector takes 0.01.
const alphaOf = 0.05

// blames reports whether a finding calls the release slower; a drift that names no release is left out before.
func blames(f *slowdown.Finding) bool {
	return f.Kind == slowdown.KindRegression || f.Kind == slowdown.KindTail || f.Kind == slowdown.KindDrift
}

// bench shows a detector the spans of one operation.
type bench struct {
	*slowdown.Detector
	start     time.Time
	now       time.Time
	operation slowdown.OperationID
	releases  [2]slowdown.ReleaseID
	instances [2][world.Instances]slowdown.InstanceID
	early     uint64 // spans left out before the new release came
}

func begin(d *slowdown.Detector) *bench {
	start := time.Date(2024, 1, 1, 9, 0, 0, 0, time.UTC)
	b := &bench{Detector: d, start: start, now: start}
	b.operation = d.Operation(slowdown.Key{Service: Service, Environment: "production", Operation: "server GET /pay"}, start)
	return b
}

// Service is the one that is played.
const Service = "shop"

// minute shows the spans of a minute as they end, and lets time pass every ten seconds.
func (b *bench) minute(all []world.Span) []slowdown.Finding {
	var found []slowdown.Finding
	next := b.now.Add(10 * time.Second)
	end := b.now.Add(time.Minute)
	for _, s := range all {
		received := b.start.Add(s.At)
		for !next.After(received) {
			found = append(found, b.Advance(next)...)
			next = next.Add(10 * time.Second)
		}
		b.observe(s, received)
	}
	for ; !next.After(end); next = next.Add(10 * time.Second) {
		found = append(found, b.Advance(next)...)
	}
	b.now = end
	return found
}

func (b *bench) observe(s world.Span, received time.Time) {
	side, version := 0, oldVersion
	if s.Fresh {
		side, version = 1, freshVersion
	}
	if b.releases[side] == 0 {
		if side == 1 {
			b.early = b.Stats().Cold
		}
		b.releases[side] = b.Release("", Service, "production", version, received)
	}
	at := &b.instances[side][s.Instance]
	if *at == 0 {
		*at = b.Instance(version+"-"+string('a'+rune(s.Instance)), "host", b.releases[side], received)
	}
	b.Observe(slowdown.Span{
		Operation: b.operation, Release: b.releases[side], Instance: *at, Stratum: s.Stratum,
		Start: received.Add(-time.Duration(s.Duration)), Duration: s.Duration, Received: received, Count: 1,
	})
}

// cold is how many spans of the new release were left out because their instances had just started.
func (b *bench) cold() int { return int(b.Stats().Cold - b.early) }
