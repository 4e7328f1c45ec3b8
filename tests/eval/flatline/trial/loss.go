package trial

import (
	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/play"
)

// The names of what is played.
const (
	Loss = "total loss"
	Warm = "nothing happens"
)

// Total plays the series and as many total losses.
func Total(c *Case, losses int, others bool) Outcomes {
	s := newStage(c, c.Track(), c.oracle(), senders, false)
	moments := c.onsets(Loss, losses, func(s *stage) { s.loss(Loss, page) })
	if others {
		moments = append(moments, c.scenes()...)
	}
	return s.run(Warm, moments)
}

// loss plays that no attempt succeeds from now on, and measures when at least that much was told. The delay counts from the last event,
// and so does its limit.
func (s *stage) loss(what string, least told) {
	onset := s.world.Now()
	last, ok := s.world.Track().Last(onset)
	if !ok || last < s.born {
		return
	}
	allowed, ok := s.oracle.Delay(instant(last), s.threshold(), 1)
	if !ok || last+int64(allowed) > onset+enough {
		return
	}
	o := s.out.Of(s.key(what))
	if len(s.open) > 0 || last+int64(allowed) <= onset {
		o.Delays.Before++
		return
	}
	w := s.branch()
	w.Fault = lost(s.world.Fault, onset)
	s.measure(o, w, onset+enough, last, int64(allowed), least)
}

// lost is a fault in which besides no attempt succeeds after a time.
func lost(f play.Fault, onset int64) play.Fault {
	f.Lost = func(at int64, _ string) float64 {
		if at > onset {
			return 1
		}
		return 0
	}
	return f
}

// measure plays a world until something was told, and adds its delay from a moment over what is allowed. What is not told by then was
// missed.
func (s *stage) measure(o *Outcome, w *play.World, until, from, allowed int64, least told) {
	o.Times++
	at, gapped, noticed := int64(0), false, false
	w.Play(until, func(now int64, f *flatline.Finding) bool {
		told := says(f)
		if f.Phase == flatline.PhaseShadow && f.Kind != flatline.KindGap && least == notice {
			told = notice
		}
		gapped = gapped || told == gap
		noticed = noticed || told == notice
		if told < least {
			return true
		}
		at = now
		if f.Release == broken {
			o.Named++
		}
		return false
	})
	if gapped {
		o.Gap++
	}
	if noticed {
		o.Noticed++
	}
	if at == 0 {
		o.Delays.Miss()
		return
	}
	o.Paged++
	o.Delays.Add(float64(at-from) / float64(allowed))
}
