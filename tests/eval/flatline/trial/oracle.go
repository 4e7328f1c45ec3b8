package trial

import (
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/tests/eval/flatline/limit"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/rule"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/thin"
)

// Asides are how far oracles see: that of the limit, and one that knows each hour. The first tells whether the limit could be reached
// at all at its budget, the second how much of a delay is due to the hours that the limit does not tell apart.
var Asides = []time.Duration{limit.Aside, 30 * time.Minute}

// Oracle is the name of one.
func Oracle(aside time.Duration) string { return fmt.Sprintf("the rate of +-%v", aside) }

// Oracles measures what those would do who know the rate, on the same events and onsets as the detector and without any lag.
func Oracles(c *Case, losses int) Outcomes {
	out := Outcomes{}
	whole := rule.View{Events: c.Events(), Until: c.End()}
	for _, aside := range Asides {
		o := out.Of(c.key(Oracle(aside)))
		knows := limit.New(c.Series, thin.Share(c.Series, c.Rate), aside)
		alarm := func(last int64) (int64, bool) {
			after, ok := knows.Delay(instant(last), c.threshold(), 1)
			return last + int64(after), ok
		}
		var alarms []rule.Span
		for i, last := range whole.Events[:max(1, len(whole.Events))-1] {
			if at, ok := alarm(last); ok && at < whole.Events[i+1] {
				alarms = append(alarms, rule.Span{From: at, To: whole.Events[i+1]})
			}
		}
		from := c.Start() + learned
		o.expose(c.Series.Known(instant(from), instant(c.End())).Hours())
		for _, a := range alarms {
			if a.From >= from && !c.Series.Unknown(instant(a.From), instant(a.From)) {
				o.count(page)
			}
		}
		c.judge(o, losses, whole, c.oracle(), alarms, func(cut rule.View, onset int64) (int64, bool) {
			last, _ := cut.Last(onset)
			at, ok := alarm(last)
			return max(at, onset), ok && at <= onset+enough
		})
	}
	return out
}
