package rule

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const start = int64(1_000_000) * hour

// steady has an event every step nanoseconds of a number of weeks.
func steady(weeks, step int64) View {
	v := View{Until: start + weeks*week}
	for at := start; at < v.Until; at += step {
		v.Events = append(v.Events, at)
	}
	return v
}

func TestView_EndsWhereItIsCut(t *testing.T) {
	v := View{Events: []int64{10, 20, 30, 40}, Until: 30}
	require.Equal(t, 2, v.Count(10, 100))
	require.Equal(t, 1, v.Count(11, 21))
	require.Zero(t, v.Count(35, 100))
	last, ok := v.Last(100)
	require.True(t, ok)
	require.Equal(t, int64(20), last)
	_, ok = v.Last(10)
	require.False(t, ok)
}

// Every rule is trained on three weeks with an event each minute, which then end six and a half hours into the fourth.
func TestRules_TellAStreamThatStopped(t *testing.T) {
	for name, c := range map[string]struct {
		rule Rule
		want int64 // after the last event
	}{
		"a window of five minutes has two of five": {&Static{}, 4 * minute},
		"nothing came for ten minutes":             {&Absent{}, 10 * minute},
		"the longest gap was a minute":             {&LongestGap{}, 75 * minute / 60},
		"half an hour is missing of an hour":       {&WeekOverWeek{}, 32 * minute},
		"an hour is half of its forecast":          {&HoltWinters{}, 31 * minute},
	} {
		t.Run(name, func(t *testing.T) {
			v := steady(5, minute)
			onset := start + 3*week + 6*hour + 30*minute
			c.rule.Train(v, start, start+3*week)
			require.Empty(t, c.rule.Alarms(v, start+3*week, start+5*week))
			v.Until = onset
			spans := c.rule.Alarms(v, start+3*week, start+4*week)
			require.NotEmpty(t, spans)
			last := onset - minute
			require.LessOrEqual(t, spans[0].From-last, c.want)
			require.Greater(t, spans[0].From-last, c.want-minute)
		})
	}
}

func TestStatic_WidensItsWindowUntilItNeverWasEmpty(t *testing.T) {
	var v View
	for d := range int64(28) {
		for at := start + d*day; at < start+d*day+12*hour; at += minute {
			v.Events = append(v.Events, at)
		}
	}
	v.Until = start + 28*day
	rule := &Static{}
	rule.Train(v, start, start+3*week)
	require.Equal(t, Static{window: 16 * hour, least: 120}, *rule)
	require.Empty(t, rule.Alarms(v, start+3*week, start+4*week))
}

func TestStatic_OfAStreamThatIsOftenEmptyNeverAlarms(t *testing.T) {
	v := steady(5, 3*day)
	rule := &Static{}
	rule.Train(v, start, start+3*week)
	require.Empty(t, rule.Alarms(View{Until: start}, start+3*week, start+5*week))
}

func TestAlarms_AtMostAnHourApartAreOne(t *testing.T) {
	v := View{Events: []int64{start, start + 30*minute, start + 130*minute, start + 195*minute}, Until: start + 8*hour}
	require.Equal(t, []Span{
		{start + 10*minute, start + 195*minute},
	}, (&Absent{}).Alarms(v, start, start+200*minute))
	require.Equal(t, []Span{
		{start + 10*minute, start + 191*minute},
		{start + 300*minute, start + 8*hour},
	}, held([]Span{{start + 10*minute, start + 30*minute}, {start + 40*minute, start + 191*minute}, {start + 300*minute, start + 8*hour}}))
}

func TestHoltWinters_KnowsTheHoursOfTheWeek(t *testing.T) {
	var v View
	for h := range int64(5 * 168) {
		if h%24 >= 8 {
			for i := range int64(10) {
				v.Events = append(v.Events, start+h*hour+i*6*minute)
			}
		}
	}
	v.Until = start + 5*week
	rule := &HoltWinters{}
	rule.Train(v, start, start+3*week)
	require.Empty(t, rule.Alarms(v, start+3*week, start+5*week))
	v.Until = start + 3*week + 12*hour
	spans := rule.Alarms(v, start+3*week, start+3*week+day)
	require.Equal(t, start+3*week+13*hour, spans[0].From)
}
