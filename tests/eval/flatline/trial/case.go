// Package trial answers: what did the detector and its baselines make of this series?
package trial

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/limit"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/play"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/series"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/thin"
)

const (
	second = int64(time.Second)
	minute = int64(time.Minute)
	hour   = int64(time.Hour)
	day    = 24 * hour
	// learned is how long a stream is warm after its first event, and enough is how late an alarm may come.
	learned = 21 * day
	enough  = 48 * hour
	// senders is how many processes a service has, unless a trial is about that.
	senders = 4
)

// Case is a series at a rate, watched with a budget.
type Case struct {
	Series       *series.Series
	Rate, Budget float64
	Seed         uint64
}

// Source is a generator of random numbers for one purpose.
func (c *Case) Source(purpose string) *rand.Rand {
	return thin.Source(c.Seed, fmt.Sprint(c.Series.Name, " ", c.Rate, " ", purpose))
}

// Start and End are the first and the last moment of the series.
func (c *Case) Start() int64 { return c.Series.Start.UnixNano() }

// End is the last moment of the series.
func (c *Case) End() int64 { return c.Series.End().UnixNano() }

// Events are the thinned ones, the same for every budget.
func (c *Case) Events() []int64 {
	return thin.Events(c.Series, thin.Share(c.Series, c.Rate), c.Source("events"))
}

// Track is what happens when every attempt succeeds.
func (c *Case) Track() *play.Track { return c.track(c.Events(), c.Rate) }

// track is a service whose other telemetry has the shape of the mean week of the series, so that it tells nothing of the
// events themselves.
func (c *Case) track(attempts []int64, rate float64) *play.Track {
	return &play.Track{Attempts: attempts, Shape: c.shape(), Other: max(240, 5*rate)}
}

// shape is the mean of the series by hour of the week, relative to its mean; at least a fifth of that.
func (c *Case) shape() (shape [168]float64) {
	var hours [168]float64
	for i, n := range c.Series.Counts {
		at := c.Series.Start.Add(time.Duration(i) * c.Series.Bin)
		h := (int(at.Weekday()+6)%7)*24 + at.Hour()
		shape[h] += n
		hours[h] += c.Series.Bin.Hours()
	}
	mean := c.Series.Mean()
	for h := range shape {
		shape[h] = max(0.2, shape[h]/max(hours[h], 1)/mean)
	}
	return shape
}

// oracle knows the thinned series.
func (c *Case) oracle() *limit.Oracle {
	return limit.New(c.Series, thin.Share(c.Series, c.Rate), limit.Aside)
}

// threshold is h at the budget.
func (c *Case) threshold() float64 { return limit.Threshold(c.Rate, c.Budget) }

// detector is one with a declared stream, and with asks its reference as the second one.
func (c *Case) detector(asks bool, zone *time.Location) *flatline.Detector {
	stream := flatline.Declared{Name: "signups", Tier: flatline.TierPage, Budget: c.Budget, MaxSplits: 1, Zone: zone, Hash: "signups"}
	settings := flatline.Settings{
		Declared: []flatline.Declared{stream}, Discover: flatline.Discover{Off: true},
		Zone: zone, Shadow: 24 * time.Hour, MaxStreams: 16, MaxSenders: 64,
	}
	if asks {
		settings.Declared[0].Reference = "attempts"
		stream.Name, stream.Hash, stream.Tier = "attempts", "attempts", flatline.TierNotice
		settings.Declared = append(settings.Declared, stream)
	}
	d, err := flatline.New(settings)
	if err != nil {
		panic(fmt.Sprintf("the settings of the evaluation are refused: %v", err))
	}
	return d
}

// instant is a time of a case.
func instant(at int64) time.Time { return time.Unix(0, at).UTC() }
