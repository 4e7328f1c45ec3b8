package flatline_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

var monday = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// world is made of processes that send telemetry to a Detector. Time goes in steps of ten seconds, a batch each.
type world struct {
	d         *flatline.Detector
	now       time.Time
	rnd       *rand.Rand
	processes []*process
	saved     map[string][]byte
	// away are times in which the Collector is down, or its clock jumps.
	away [][2]time.Time
	jump time.Duration
	// clock is by how much the Collector's clock is off.
	clock time.Duration
}

// process sends a steady stream of other calls, and events of streams.
type process struct {
	flatline.Sender
	id      flatline.SenderID
	streams []*flow
	// calls are entry spans per batch; 0 sends nothing at all, which is no silence of the process itself.
	calls func(time.Time) int
	// sends says whether telemetry arrives; late and skew are how long it takes and by how much its clock is behind.
	sends      func(time.Time) bool
	held       func(time.Time) bool // nothing is sent now, all of it later
	late, skew time.Duration
}

// flow is a stream as one process sends it.
type flow struct {
	key  flatline.Key
	id   flatline.StreamID
	rate func(time.Time) float64 // per hour
	most float64
	next time.Time
}

func newWorld(t testing.TB, s flatline.Settings) *world {
	d, err := flatline.New(s)
	require.NoError(t, err)
	return &world{d: d, now: monday, saved: map[string][]byte{}, rnd: rand.New(rand.NewPCG(7, 11))}
}

func steady(rate float64) func(time.Time) float64 { return func(time.Time) float64 { return rate } }

// start adds a process with one declared stream.
func (w *world) start(s flatline.Sender, streams ...*flow) *process {
	p := &process{Sender: s, streams: streams, calls: func(time.Time) int { return 10 }, sends: func(time.Time) bool { return true }}
	for _, f := range streams {
		f.key.Service, f.key.Environment = s.Service, s.Environment
		f.next = w.after(f, w.now)
	}
	w.processes = append(w.processes, p)
	return p
}

func shop(instance, version string) flatline.Sender {
	return flatline.Sender{Service: "shop", Environment: "prod", Instance: instance, Version: version, Host: "host-" + instance}
}

func signups(rate float64) *flow { return &flow{rate: steady(rate), most: rate} }

// after draws the next event of a Poisson process by thinning.
func (w *world) after(f *flow, t time.Time) time.Time {
	for end := t.AddDate(0, 0, 2); t.Before(end); {
		t = t.Add(time.Duration(w.rnd.ExpFloat64() / f.most * float64(time.Hour)))
		if w.rnd.Float64()*f.most < f.rate(t) {
			return t
		}
	}
	return t
}

const batch = 10 * time.Second

// run lets time pass and returns what was found.
func (w *world) run(until time.Time) (found []flatline.Finding) {
	for w.now.Before(until) {
		w.now = w.now.Add(batch)
		if len(w.away) > 0 && w.now.Before(w.away[0][1]) && !w.now.Before(w.away[0][0]) {
			continue
		}
		if len(w.away) > 0 && !w.now.Before(w.away[0][1]) {
			w.clock += w.jump
			if w.jump >= 0 {
				w.d.Away(w.away[0][0], w.received())
			}
			w.away = w.away[1:]
		}
		for _, p := range w.processes {
			w.send(p)
		}
		found = append(found, w.d.Advance(w.received())...)
	}
	return found
}

// received is the time of the Collector.
func (w *world) received() time.Time { return w.now.Add(w.clock) }

func (w *world) send(p *process) {
	if p.held != nil && p.held(w.now) {
		return
	}

	to := w.now.Add(-time.Second - p.late)
	sends := p.sends(w.now)
	if calls := p.calls(w.now); sends && calls > 0 {
		p.id = w.d.Sender(p.Sender, w.received())
		w.d.Hear(flatline.Heard{Sender: p.id, Received: w.received(), First: to.Add(-batch - p.skew), Last: to.Add(-p.skew), Items: 2 * calls, Entries: calls, Roots: calls})
	}
	for _, f := range p.streams {
		for ; !f.next.After(to); f.next = w.after(f, f.next) {
			if sends && w.rnd.Float64()*f.most < f.most && f.rate(f.next) > 0 {
				f.id = w.d.Stream(f.key, w.received())
				w.d.Observe(flatline.Observation{Stream: f.id, Sender: p.id, At: f.next.Add(-p.skew), Received: w.received(), Count: 1})
			}
		}
	}
}

// stopping is a rate that ends, and comes back when the second time is not zero.
func stopping(rate func(time.Time) float64, from, to time.Time) func(time.Time) float64 {
	return func(t time.Time) float64 {
		if !t.Before(from) && (to.IsZero() || t.Before(to)) {
			return 0
		}
		return rate(t)
	}
}

func declared(budget float64) flatline.Settings {
	return flatline.Settings{Declared: []flatline.Declared{{Name: "signups", Tier: flatline.TierPage, Budget: budget}}}
}

func phases(found []flatline.Finding, phase flatline.Phase) []flatline.Finding {
	return slices.DeleteFunc(slices.Clone(found), func(f flatline.Finding) bool { return f.Phase != phase })
}

// told says in a line each what people are told: nothing in shadow.
func told(found []flatline.Finding) (lines []string) {
	for _, f := range found {
		if f.Phase != flatline.PhaseShadow {
			lines = append(lines, f.At.Format("Mon 02 15:04 ")+f.Phase.String()+" "+f.Kind.String()+" "+f.Tier.String()+" "+f.Stream+": "+strings.Join(f.Words, "; "))
		}
	}
	return lines
}
