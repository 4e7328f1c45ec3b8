package trial

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/limit"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/play"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/replica"
)

// stage is a case that is being played: the world as it was, which branches into worlds where something happens.
type stage struct {
	*Case
	world    *play.World
	detector *flatline.Detector
	oracle   *limit.Oracle
	open     map[string]bool // incidents that have been paged and have not ended
	out      Outcomes
	r        *rand.Rand
	begin    int64 // from when on it is counted what is told
	born     int64 // when the stream began
	branches int
}

// moment is a scene at a time.
type moment struct {
	at    int64
	scene func(s *stage)
}

func newStage(c *Case, t *play.Track, oracle *limit.Oracle, count int, asks bool) *stage {
	d := c.detector(asks, nil)
	return &stage{
		Case: c, detector: d, oracle: oracle, open: map[string]bool{}, out: Outcomes{}, r: c.Source("scenes"), begin: c.Start() + learned,
		world: play.New(d, t, count, asks, c.Start(), c.Source("senders")),
	}
}

// run plays the whole series, counts what was told falsely after the first weeks, and plays the scenes at their moments.
func (s *stage) run(what string, moments []moment) Outcomes {
	slices.SortStableFunc(moments, func(a, b moment) int { return int(a.at/minute - b.at/minute) })
	o := s.out.Of(s.key(what))
	o.Times++
	o.expose(s.Series.Known(instant(s.begin), instant(s.End())).Hours())
	for _, m := range append(moments, moment{s.End(), func(*stage) {}}) {
		s.listen(m.at, o)
		m.scene(s)
	}
	return s.out
}

// listen plays until a moment and counts what is told falsely of a stream that is warm, but for times of which the data is known to
// say nothing.
func (s *stage) listen(until int64, o *Outcome) {
	s.world.Play(until, func(now int64, f *flatline.Finding) bool {
		s.note(f)
		if now >= s.begin && !s.Series.Unknown(instant(now), instant(now)) {
			o.count(says(f))
		}
		return true
	})
}

// note remembers which incidents of the stream are open.
func (s *stage) note(f *flatline.Finding) {
	switch {
	case f.Phase == flatline.PhaseRecovered:
		delete(s.open, f.Incident)
	case says(f) == page:
		s.open[f.Incident] = true
	}
}

// branch is a copy of the world and its detector, with chance of its own. It is precise to a second where delays are short.
func (s *stage) branch() *play.World {
	s.branches++
	w := s.world.Copy(replica.Of(s.detector), s.Source(fmt.Sprint("branch ", s.branches)))
	if s.Rate > 100 {
		w.Step = second
	}
	return w
}

// onsets are moments, uniform over what was not learned from and leaves time for an answer.
func (c *Case) onsets(what string, n int, scene func(s *stage)) []moment {
	r := c.Source(what)
	from, to := c.Start()+learned, c.End()-enough
	var out []moment
	for tries := 0; len(out) < n && tries < 20*n; tries++ {
		if at := from + r.Int64N(to-from); !c.Series.Unknown(instant(at), instant(at)) {
			out = append(out, moment{at, scene})
		}
	}
	return out
}
