package flatline

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/baseline"
	"github.com/tidemark-otel/tidemark/internal/detect/evidence"
	"github.com/tidemark-otel/tidemark/internal/detect/liveness"
)

// stream is what is known of one. There may be 50,000: what few of them need is in more. Times are unix nanoseconds.
type stream struct {
	model baseline.Model
	tail  evidence.Tail
	ring  ring
	drop  evidence.Drop

	name       string
	definition int32
	service    liveness.ServiceID
	sibling    StreamID // the next of the same service
	signal     Signal
	dirty      bool
	waits      bool   // for its turn to be judged
	counted    bool   // among those that share the pooled budget
	bornIn     uint32 // serial of a release, 0 for none

	// Slots of the service's releases that sent it in this calendar week and in the one before.
	in, before uint16
	// weight is events per item: more than 1 when senders sample.
	weight float32
	// owed are events that came too late for their bucket: the drop bank gets them with the next one.
	owed float32

	born int64
	// accepted is when its silence was taken for normal, 0 for never.
	accepted int64
	last     int64 // newest event
	// run is when the silence may begin at the earliest: what came before was explained.
	run int64
	// settled is the time up to which events are evidence; prior is the last of them.
	settled, prior   int64
	hourFrom, hourTo int64
	// hourSince is when the counting of the hour began.
	hourSince int64
	hourN     float64
	events    float64
	more      *more
}

// more is what declared and suspicious streams need beyond that.
type more struct {
	unobserved liveness.Gaps
	recent     *recent // of declared and alarmed streams
	alarm      *alarm
	wouldHave  int
	// blocks are of streams that are a reference or have one.
	blocks      *blocks
	conditional *conditional
	cohort      *cohort
	// asked is when a stream was judged and could not be told yet, or was told in shadow; not again before.
	asked int64
	// calmed is when the last alarm ended, 0 for never.
	calmed int64
	// askedDrop is the same of a drop.
	askedDrop int64
}

func (s *stream) extra() *more {
	if s.more == nil {
		s.more = &more{}
	}
	return s.more
}

// counts returns the counts of the recent past, which it begins when there are none.
func (m *more) counts() *recent {
	if m.recent == nil {
		m.recent = &recent{}
	}
	return m.recent
}

// slim gives back what a discovered stream needed while two releases were compared.
func (s *stream) slim(now int64) {
	m := s.more
	if s.definition >= 0 || m == nil || m.alarm != nil || m.cohort != nil || m.recent != nil || len(m.unobserved) > 0 {
		return
	}
	if m.wouldHave == 0 && m.calmed == 0 && m.asked <= now && m.askedDrop <= now {
		s.more = nil
	}
}

func (s *stream) alarmed() bool { return s.more != nil && s.more.alarm != nil }

// silentSince is when the zero run began.
func (s *stream) silentSince() int64 { return max(s.last, s.run) }

// perItem is events per item.
func (s *stream) perItem() float64 { return max(float64(s.weight), 1) }

func at(nanos int64) time.Time {
	if nanos == 0 {
		return time.Time{}
	}
	return time.Unix(0, nanos).UTC()
}
