package trial

import (
	"fmt"
	"slices"

	"github.com/tidemark-otel/tidemark/tests/eval/flatline/replica"
)

// Cold are the days after its first event on which a new stream is lost.
var Cold = []int{0, 1, 3, 7}

// ColdStart plays streams that begin in a service that has been there for three weeks, and their losses on some of their first days.
func ColdStart(c *Case, starts int) Outcomes {
	s := newStage(c, c.Track(), c.oracle(), senders, false)
	s.world.Fault.Gone = func(int64) float64 { return 1 }
	r := c.Source("cold")
	from, to := c.Start()+learned, c.End()-10*day
	if to <= from {
		return s.out
	}
	births := make([]int64, starts)
	for i := range births {
		births[i] = from + r.Int64N(to-from)
	}
	slices.Sort(births)
	for _, birth := range births {
		s.world.Play(birth, nil)
		s.birth()
	}
	return s.out
}

// The names of what is told falsely of a new stream.
const (
	Youth = "days 2 to 7 of a new stream"
	Birth = "days 0 and 1 of a new stream"
)

// ColdLoss is the name of a loss on a day of a new stream.
func ColdLoss(day int) string {
	return "total loss on day " + string(rune('0'+day))
}

func (s *stage) birth() {
	young := *s
	young.detector = replica.Of(s.detector)
	young.world = s.world.Copy(young.detector, s.Source(fmt.Sprint("birth ", s.world.Now())))
	young.world.Fault.Gone = nil
	young.open = map[string]bool{}
	begin := young.world.Now()
	young.born = begin
	var moments []moment
	for _, d := range Cold {
		at := begin + int64(d)*day + s.r.Int64N(day)
		moments = append(moments, moment{at, func(s *stage) { s.loss(ColdLoss(d), notice) }})
	}
	moments = append(moments, moment{begin + 2*day, nil}, moment{begin + 8*day, nil})
	slices.SortFunc(moments, func(a, b moment) int { return int(a.at/second - b.at/second) })
	s.out.Of(s.key(Birth)).expose(2 * 24)
	s.out.Of(s.key(Youth)).expose(6 * 24)
	for _, m := range moments {
		what := Youth
		if m.at <= begin+2*day {
			what = Birth
		}
		young.listen(m.at, s.out.Of(s.key(what)))
		if m.scene != nil {
			m.scene(&young)
		}
	}
	s.branches = young.branches
}
