package play

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/thin"
)

// recorder keeps what it was shown.
type recorder struct {
	senders  []flatline.Sender
	heard    []flatline.Heard
	observed [2][]flatline.Observation
	advanced []time.Time
}

func (r *recorder) Sender(s flatline.Sender, _ time.Time) flatline.SenderID {
	if i := slices.Index(r.senders, s); i >= 0 {
		return flatline.SenderID(i + 1)
	}
	r.senders = append(r.senders, s)
	return flatline.SenderID(len(r.senders))
}

func (r *recorder) Stream(k flatline.Key, _ time.Time) flatline.StreamID {
	return flatline.StreamID(k.Definition + 1)
}
func (r *recorder) Hear(h flatline.Heard) { r.heard = append(r.heard, h) }
func (r *recorder) Observe(o flatline.Observation) {
	r.observed[o.Stream-1] = append(r.observed[o.Stream-1], o)
}

func (r *recorder) Advance(now time.Time) []flatline.Finding {
	r.advanced = append(r.advanced, now)
	if now.Unix()%3600 == 0 {
		return []flatline.Finding{{At: now}, {At: now}}
	}
	return nil
}

func (r *recorder) times(stream int) []int64 {
	var out []int64
	for _, o := range r.observed[stream] {
		out = append(out, o.At.UnixNano())
	}
	slices.Sort(out)
	return out
}

// hours are six hours with 3600 attempts each, every other of which succeeds, and as many other items.
func hours() *Track {
	t := &Track{Other: 3600}
	for i := range t.Shape {
		t.Shape[i] = 1
	}
	for i := range int64(6 * 3600) {
		t.Attempts = append(t.Attempts, i*second+1)
		t.Succeed = append(t.Succeed, i%2 == 0)
	}
	return t
}

func world(senders int, fault Fault) (*World, *recorder) {
	d := &recorder{}
	w := New(d, hours(), senders, true, 0, thin.Source(1, "world"))
	w.Fault = fault
	return w, d
}

func TestWorld_EverythingArrivesOnceWithinAPeriod(t *testing.T) {
	w, d := world(4, Fault{})
	w.Play(5*hour, nil)
	require.Len(t, d.senders, 4)
	require.Len(t, d.advanced, 3600)
	require.InDelta(t, 5*3600/2, len(d.observed[0]), 10)
	require.InDelta(t, 5*3600, len(d.observed[1]), 20)
	require.Equal(t, w.track.Attempts[:len(d.observed[1])-20], d.times(1)[:len(d.observed[1])-20])
	items := 0
	for _, h := range d.heard {
		items += h.Items
		require.False(t, h.Last.After(h.Received))
		require.LessOrEqual(t, h.Received.Sub(h.First), 2*time.Duration(period))
		require.False(t, h.First.After(h.Last))
	}
	require.InDelta(t, 10*3600, items, 700)
	for _, o := range d.observed[0] {
		require.LessOrEqual(t, o.Received.Sub(o.At), 2*time.Duration(period))
	}
}

func TestWorld_StopsWhenItIsTold(t *testing.T) {
	w, _ := world(1, Fault{})
	told := 0
	w.Play(5*hour, func(now int64, _ *flatline.Finding) bool {
		told++
		require.Equal(t, hour, now)
		return false
	})
	require.Equal(t, []int64{1, hour}, []int64{int64(told), w.Now()})
}

func TestWorld_Faults(t *testing.T) {
	from, to := 2*hour, 3*hour
	within := func(at int64) bool { return at > from && at <= to }
	count := func(times []int64) int {
		return len(slices.DeleteFunc(slices.Clone(times), func(at int64) bool { return !within(at) }))
	}
	for name, c := range map[string]struct {
		fault           Fault
		events, asked   int
		tolerance       float64
		heardFrom, late int
	}{
		"nothing succeeds for an hour": {Fault{Lost: func(at int64, _ string) float64 {
			if within(at) {
				return 1
			}
			return 0
		}}, 0, 3600, 0, 4, 0},
		"nobody tries for an hour": {Fault{Gone: func(at int64) float64 {
			if within(at) {
				return 1
			}
			return 0
		}}, 0, 0, 0, 4, 0},
		"everything happens twice": {Fault{Times: func(int64) int { return 2 }}, 3600, 7200, 0, 4, 0},
		"one of four is cut off": {Fault{Cut: func(now int64, sender int) bool { return sender == 1 && within(now) }},
			1350, 2700, 120, 3, 0},
		"one of four is cut off and sends it later": {Fault{Backfill: true, Cut: func(now int64, sender int) bool { return sender == 1 && within(now) }},
			1800, 3600, 0, 3, 1},
		"all are a minute late": {Fault{Delay: func(int64, int) int64 { return 60 * second }}, 1800, 3600, 0, 4, 1},
		"one is not there": {Fault{Share: func(_ int64, sender int) float64 {
			if sender == 0 {
				return 0
			}
			return 1
		}}, 1800, 3600, 0, 3, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w, d := world(4, c.fault)
			w.Play(5*hour, nil)
			require.InDelta(t, c.events, count(d.times(0)), c.tolerance)
			require.InDelta(t, c.asked, count(d.times(1)), 2*c.tolerance)
			heard, late := map[flatline.SenderID]bool{}, 0
			for _, h := range d.heard {
				if now := h.Received.UnixNano(); now > from+20*second && now < to {
					heard[h.Sender] = true
				}
				if h.Received.Sub(h.Last) > 30*time.Second {
					late = 1
				}
			}
			require.Len(t, heard, c.heardFrom)
			require.Equal(t, c.late, late)
		})
	}
}

func TestWorld_ASkewedSenderIsOffInAllItsTimes(t *testing.T) {
	w, d := world(2, Fault{Skew: func(sender int) int64 { return int64(sender) * 300 * second }})
	w.Play(hour, nil)
	for _, h := range d.heard {
		skew := time.Duration(0)
		if d.senders[h.Sender-1].Instance == "pod-1" {
			skew = 5 * time.Minute
		}
		require.InDelta(t, skew.Seconds(), h.Last.Sub(h.Received).Seconds(), 10)
	}
}

func TestWorld_ACopyGoesItsOwnWay(t *testing.T) {
	w, d := world(4, Fault{})
	w.Play(2*hour, nil)
	before := len(d.observed[1])
	other := &recorder{}
	c := w.Copy(other, thin.Source(2, "copy"))
	c.Fault.Gone = func(int64) float64 { return 1 }
	c.Play(3*hour, nil)
	require.Len(t, d.observed[1], before)
	require.Less(t, len(other.observed[1]), 20)
	w.Play(3*hour, nil)
	require.InDelta(t, before+3600, len(d.observed[1]), 20)
	require.Equal(t, w.track.Attempts[:before+3500], d.times(1)[:before+3500])
}

func TestTrack_KnowsItsLastEvent(t *testing.T) {
	track := hours()
	last, ok := track.Last(10*second + 1)
	require.True(t, ok)
	require.Equal(t, 10*second+1, last)
	last, _ = track.Last(10 * second)
	require.Equal(t, 8*second+1, last)
	_, ok = track.Last(0)
	require.False(t, ok)
	require.Equal(t, 167, hourOfWeek(time.Date(2024, 1, 7, 23, 59, 0, 0, time.UTC).UnixNano()))
	require.Equal(t, 0, hourOfWeek(time.Date(2024, 1, 8, 0, 0, 0, 0, time.UTC).UnixNano()))
}
