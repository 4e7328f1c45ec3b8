package liveness

import (
	"math"
	"time"
)

const (
	// LagMax is the age from which on an item is late: it is counted, and proves nothing.
	LagMax = 10 * time.Minute
	// lagFloor is waited for at least, lagUnknown until lagEnough batches were seen. A floor of half a minute for all would
	// double the time to know for streams with 600 events an hour and more; what a source really needs is measured.
	lagFloor   = 2 * time.Second
	lagUnknown = 30 * time.Second
	lagEnough  = 50

	lagBins  = 40
	lagFirst = float64(500 * time.Millisecond)
	lagRatio = 1.2
)

// lags is a histogram of how late the oldest item of each batch came, by factors of 1.2 from half a second on.
type lags struct {
	bins  [lagBins]uint16
	total uint32
	// waited is what wait returns, 0 when that has to be worked out anew: it is asked for at each event.
	waited time.Duration
}

func (l *lags) add(lag int64) {
	bin := 0
	if x := float64(lag) / lagFirst; x > 1 {
		bin = min(int(math.Ceil(math.Log(x)/math.Log(lagRatio))), lagBins-1)
	}
	l.bins[bin]++
	l.total++
	l.waited = 0
	if l.bins[bin] == math.MaxUint16 || l.total >= 20000 {
		l.fade()
	}
}

// fade halves the memory, so that a source that changed is soon believed.
func (l *lags) fade() {
	l.total = 0
	for i := range l.bins {
		l.bins[i] /= 2
		l.total += uint32(l.bins[i])
	}
}

// wait is how long after an instant nearly all (99.9 %) of its items have come.
func (l *lags) wait() time.Duration {
	if l.waited == 0 {
		l.waited = l.quantile()
	}
	return l.waited
}

func (l *lags) quantile() time.Duration {
	if l.total < lagEnough {
		return lagUnknown
	}
	beyond := l.total / 1000
	for bin := lagBins - 1; bin > 0; bin-- {
		if n := uint32(l.bins[bin]); n > beyond {
			return min(max(time.Duration(lagFirst*math.Pow(lagRatio, float64(bin))), lagFloor), LagMax)
		} else {
			beyond -= n
		}
	}
	return lagFloor
}
