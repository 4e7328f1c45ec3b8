package trial

import (
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/limit"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/rule"
)

// Rules measures the baselines on the same events and onsets as the detector. What names their outcomes is their name; their limit
// is that of the budget of the case.
func Rules(c *Case, losses int) Outcomes {
	out := Outcomes{}
	events, oracle := c.Events(), c.oracle()
	whole := rule.View{Events: events, Until: c.End()}
	from := c.Start() + learned
	for _, r := range rule.All() {
		o := out.Of(c.key(r.Name()))
		r.Train(whole, c.Start(), from)
		alarms := r.Alarms(whole, from, c.End())
		o.expose(c.Series.Known(instant(from), instant(c.End())).Hours())
		for _, a := range alarms {
			if !c.Series.Unknown(instant(a.From), instant(a.From)) {
				o.count(page)
			}
		}
		c.judge(o, losses, whole, oracle, alarms, func(cut rule.View, onset int64) (int64, bool) {
			return first(r.Alarms(cut, from, onset+enough), onset)
		})
	}
	return out
}

// judge adds what tell makes of the total losses. Its alarms are those of the series as it was.
func (c *Case) judge(o *Outcome, losses int, whole rule.View, oracle *limit.Oracle, alarms []rule.Span, tell func(cut rule.View, onset int64) (int64, bool)) {
	for _, m := range c.onsets(Loss, losses, nil) {
		last, ok := whole.Last(m.at)
		if !ok {
			continue
		}
		allowed, ok := oracle.Delay(instant(last), c.threshold(), 1)
		if !ok || last+int64(allowed) > m.at+enough {
			continue
		}
		if last+int64(allowed) <= m.at || on(alarms, m.at) {
			o.Delays.Before++
			continue
		}
		o.Times++
		cut := whole
		cut.Until = m.at
		if at, told := tell(cut, m.at); told {
			o.Delays.Add(float64(at-last) / float64(allowed))
		} else {
			o.Delays.Miss()
		}
	}
}

// on reports whether an alarm is on at a time.
func on(alarms []rule.Span, at int64) bool {
	for _, a := range alarms {
		if a.From <= at && at < a.To {
			return true
		}
	}
	return false
}

// first is the beginning of the first alarm that is on after a time.
func first(alarms []rule.Span, after int64) (int64, bool) {
	for _, a := range alarms {
		if a.To > after {
			return max(a.From, after), true
		}
	}
	return 0, false
}
