package flatline

import "github.com/tidemark-otel/tidemark/internal/detect/liveness"

// makeRoom forgets what is not used any more when there is no room for a service that is not known.
func (d *Detector) makeRoom(namespace, service, environment string, now int64) {
	if d.senders.Full() && now-d.swept >= sweepEvery && !d.senders.Known(namespace, service, environment) {
		d.sweep(now)
	}
}

// unusedServices are those of which nothing came for a week, when there is no room for others, and their streams. Services of which a
// stream is still expected, or an incident open, are none of them; nor is any while their streams may still be restored.
func (d *Detector) unusedServices(now int64) (unused []liveness.ServiceID, gone []StreamID) {
	if !d.senders.Full() || now <= d.restored {
		return nil, nil
	}
	type place struct{ namespace, service, environment string }
	told := map[place]bool{}
	for _, t := range d.incidents {
		if t.Ended.IsZero() {
			told[place{t.Namespace, t.Service, t.Environment}] = true
		}
	}
	for id := range d.senders.Silent(now - lately) {
		var at place
		at.namespace, at.service, at.environment = d.senders.Name(id)
		if told[at] {
			continue
		}
		if streams, stale := d.staleOf(id, now); stale {
			unused, gone = append(unused, id), append(gone, streams...)
		}
	}
	return unused, gone
}

// staleOf returns the streams of a service, declared ones as well, and whether none of them tells anything any more.
func (d *Detector) staleOf(service liveness.ServiceID, now int64) (streams []StreamID, stale bool) {
	stale = true
	d.streams.of(service, func(id StreamID, s *stream) {
		streams = append(streams, id)
		stale = stale && !s.alarmed() && d.stale(s, 0, now)
	})
	return streams, stale
}
