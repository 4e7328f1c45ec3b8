package play

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/thin"
)

// World is a service and the detector that watches it.
type World struct {
	// Fault interferes from the next step on.
	Fault Fault
	// Step is how often time is shown to the detector, in nanoseconds: five seconds, unless more precision is needed.
	Step int64

	detector Detector
	track    *Track
	asks     bool
	senders  []sender
	late     []batch
	r        *rand.Rand
	now      int64
	next     int
}

// New returns a world at a time, with senders of a release on a host each. With asks the attempts are the second declared stream.
func New(d Detector, t *Track, senders int, asks bool, start int64, r *rand.Rand) *World {
	w := &World{Step: period, detector: d, track: t, asks: asks, r: r, now: start, next: t.next(start)}
	for range senders {
		w.Join(Release)
	}
	return w
}

// Join adds a sender and returns its index.
func (w *World) Join(release string) int {
	i := len(w.senders)
	w.senders = append(w.senders, sender{
		Sender: flatline.Sender{
			Namespace: Namespace, Service: Service, Environment: Environment, Version: release,
			Instance: fmt.Sprintf("pod-%d", i), Host: fmt.Sprintf("node-%d", i),
		},
		flush: w.now + w.r.Int64N(period),
		open:  batch{sender: i},
	})
	return i
}

// Copy is the same world with a detector of its own, and chance of its own.
func (w *World) Copy(d Detector, r *rand.Rand) *World {
	c := *w
	c.detector, c.r = d, r
	c.senders, c.late = slices.Clone(w.senders), slices.Clone(w.late)
	for i := range c.senders {
		c.senders[i].open.events = slices.Clone(c.senders[i].open.events)
		c.senders[i].open.asked = slices.Clone(c.senders[i].open.asked)
	}
	return &c
}

// Now is the time in nanoseconds of Unix.
func (w *World) Now() int64 { return w.now }

// Track is what happens.
func (w *World) Track() *Track { return w.track }

// Watch puts another detector in the place of the one that is there.
func (w *World) Watch(d Detector) { w.detector = d }

// Play lets time pass until a moment and shows what the detector finds, as it comes; it stops early when tell returns false.
func (w *World) Play(until int64, tell func(now int64, f *flatline.Finding) bool) {
	for w.now+w.Step <= until {
		w.now += w.Step
		w.happen()
		w.send()
		found := w.detector.Advance(time.Unix(0, w.now).UTC())
		for i := range found {
			if tell != nil && !tell(w.now, &found[i]) {
				return
			}
		}
	}
}

// happen gives what happened to the senders.
func (w *World) happen() {
	for ; w.next < len(w.track.Attempts) && w.track.Attempts[w.next] <= w.now; w.next++ {
		at := w.track.Attempts[w.next]
		if w.Fault.Gone != nil && w.r.Float64() < w.Fault.Gone(at) {
			continue
		}
		times := 1
		if w.Fault.Times != nil {
			times = w.Fault.Times(at)
		}
		for range times {
			w.attempt(at)
		}
	}
}

func (w *World) attempt(at int64) {
	i := w.place(at)
	if i < 0 {
		return
	}
	s := &w.senders[i]
	s.open.entry(at)
	if w.asks {
		s.open.asked = append(s.open.asked, at)
	}
	if w.track.Succeed != nil && !w.track.Succeed[w.next] {
		return
	}
	if w.Fault.Lost != nil && w.r.Float64() < w.Fault.Lost(at, s.Version) {
		return
	}
	s.open.events = append(s.open.events, at)
}

// place is the sender that serves an attempt, -1 when none is there.
func (w *World) place(at int64) int {
	if w.Fault.Share == nil {
		return w.r.IntN(len(w.senders))
	}
	sum := 0.0
	for i := range w.senders {
		sum += w.Fault.Share(at, i)
	}
	x := w.r.Float64() * sum
	for i := range w.senders {
		if x -= w.Fault.Share(at, i); x < 0 {
			return i
		}
	}
	return -1
}

// send lets the senders send whose time it is, and delivers what arrives.
func (w *World) send() {
	for i := range w.senders {
		for s := &w.senders[i]; s.flush <= w.now; s.flush += period {
			w.flush(i, s)
		}
	}
	w.late = slices.DeleteFunc(w.late, func(b batch) bool {
		if b.due > w.now || b.heldUntilAfter && w.Fault.Cut != nil && w.Fault.Cut(w.now, b.sender) {
			return false
		}
		w.deliver(&b)
		return true
	})
}

func (w *World) flush(i int, s *sender) {
	share := 1 / float64(len(w.senders))
	if w.Fault.Share != nil {
		share = w.part(i)
	}
	mean := w.track.Other * w.track.Shape[hourOfWeek(s.flush)] * share * float64(period) / float64(hour)
	for range thin.Poisson(w.r, mean) {
		s.open.entry(s.flush - w.r.Int64N(period))
	}
	if s.open.entries == 0 {
		return
	}
	b := s.open
	s.open = batch{sender: i, events: b.events[:0], asked: b.asked[:0]}
	if w.Fault.Skew != nil {
		b.skew = w.Fault.Skew(i)
	}
	cut := w.Fault.Cut != nil && w.Fault.Cut(w.now, i)
	if cut && !w.Fault.Backfill {
		return
	}
	if w.Fault.Delay != nil {
		b.due = w.now + w.Fault.Delay(w.now, i)
	}
	if cut || b.due > w.now {
		b.heldUntilAfter = cut
		s.open.events, s.open.asked = nil, nil
		w.late = append(w.late, b)
		return
	}
	w.deliver(&b)
}

func (w *World) part(i int) float64 {
	sum := 0.0
	for j := range w.senders {
		sum += w.Fault.Share(w.now, j)
	}
	return w.Fault.Share(w.now, i) / max(sum, 1e-9)
}
