package flatline

import (
	"slices"
	"time"
)

const (
	// staleAfter is how long a stream is silent, after that was taken for normal, before it makes room.
	staleAfter = int64(14 * 24 * time.Hour)
	// staleShare is the part of all events below which a stream makes room after the same time.
	staleShare = 1e-6
	sweepEvery = int64(time.Minute)
)

// room says whether there is room for another stream. Declared ones have theirs kept free, whatever is discovered.
func (d *Detector) room(definition int, now int64) bool {
	if d.fits(definition) {
		return true
	}
	if now-d.swept < sweepEvery {
		return false
	}
	d.sweep(now)
	return d.fits(definition)
}

// fits says whether there is room now. A declared stream has room for its splits, and one without a value, whatever else there
// is. Beyond that, because several services fit it, it takes of what nobody has a claim to, as discovered ones do.
func (d *Detector) fits(definition int) bool {
	free := d.settings.MaxStreams - d.streams.live
	if definition >= 0 && d.declared[definition] < d.claim(definition) {
		return free > 0
	}
	if definition < 0 && (d.settings.Discover.Off || d.discovered >= d.settings.Discover.MaxStreams) {
		return false
	}
	for i := range d.settings.Declared {
		free -= max(d.claim(i)-d.declared[i], 0)
	}
	return free > 0
}

// claim is how many streams a declaration has room for in any case.
func (d *Detector) claim(definition int) int {
	return max(d.settings.Declared[definition].MaxSplits, 1) + 1
}

// sweep makes room for streams, for services, or both, at most once a minute: what leaves at once rests until the next time.
func (d *Detector) sweep(now int64) {
	d.swept = now
	var gone []StreamID
	if !d.fits(-1) {
		gone = d.staleStreams(now)
	}
	unused, their := d.unusedServices(now)
	gone = append(gone, their...)
	slices.Sort(gone)
	d.forget(slices.Compact(gone))
	d.senders.Forget(unused)
}

// staleStreams are those that were discovered and tell nothing any more.
func (d *Detector) staleStreams(now int64) (gone []StreamID) {
	var all float64
	for id := StreamID(1); int(id) <= d.streams.size; id++ {
		if d.streams.known(id) {
			all += d.streams.at(id).model.Mean()
		}
	}
	for id := StreamID(1); int(id) <= d.streams.size; id++ {
		if !d.streams.known(id) {
			continue
		}
		if s := d.streams.at(id); s.definition < 0 && !s.alarmed() && d.stale(s, all, now) {
			gone = append(gone, id)
		}
	}
	return gone
}

// forget lets go of streams. Their ids name others some day.
func (d *Detector) forget(gone []StreamID) {
	for _, id := range gone {
		s := d.streams.at(id)
		d.wheel.clear(id)
		if s.definition >= 0 {
			d.declared[s.definition]--
		} else {
			d.discovered--
		}
		if s.counted {
			d.watched--
		}
	}
	d.streams.remove(gone)
}

// stale says that a stream tells nothing any more: long silent, though that was told, or next to none of all events.
func (d *Detector) stale(s *stream, all float64, now int64) bool {
	if now-max(s.last, s.born) < staleAfter {
		return now-s.born > staleAfter && s.model.Mean() < staleShare*all
	}
	return s.accepted != 0 || !d.isWatched(s)
}

// watch keeps count of the discovered streams that share the pooled budget.
func (d *Detector) watch(s *stream) {
	if watched := d.isWatched(s); watched != s.counted {
		s.counted = watched
		if watched {
			d.watched++
		} else {
			d.watched--
		}
	}
}
