package breakdown

import (
	"errors"
	"slices"
	"time"
)

// Settings of a Book. All must be positive.
type Settings struct {
	// MaxSpans bounds the spans that are held, at 48 bytes each.
	MaxSpans int
	// MaxTraces bounds the traces that are held, at about 100 bytes each.
	MaxTraces int
	// MaxTraceSpans bounds the spans of one trace, at 68 bytes each once; a longer trace is dropped as a whole.
	MaxTraceSpans int
	// SampleOneIn is how many traces one is taken of at least. It doubles while the buffer is more than half full and halves when it is
	// nearly empty.
	SampleOneIn int
	// Hold is how long a trace is kept behind its last span, up to twice that, and about maxHolds times that behind its first at most. A
	// call that takes longer than the latter is not looked at.
	Hold time.Duration
	// MaxParts bounds the names of parts, at about 300 bytes each.
	MaxParts int
	// MaxProfiles bounds the pairs of operation and release, at about 150 bytes and 40 for each part or gap of at most 32: 1.5 KB.
	MaxProfiles int
}

// maxHolds is how many times Hold a trace is kept at most.
const maxHolds = 4

// NewDefaultSettings returns settings whose buffer takes less than 5 MB: every trace up to about 1,500 spans or 200 traces a
// second, and about that many of more.
func NewDefaultSettings() Settings {
	return Settings{
		MaxSpans: 1 << 16, MaxTraces: 1 << 13, MaxTraceSpans: 1 << 11, SampleOneIn: 1, Hold: 10 * time.Second, MaxParts: 1 << 13, MaxProfiles: 1 << 16,
	}
}

var errSettings = errors.New("breakdown: limits and sample must be between 1 and 16 million, spans of a trace at most 65,536, the hold between a nanosecond and an hour")

func (s *Settings) check() error {
	limits := [...]int{s.MaxSpans, s.MaxTraces, s.MaxTraceSpans, s.SampleOneIn, s.MaxParts, s.MaxProfiles}
	if slices.Min(limits[:]) <= 0 || slices.Max(limits[:]) > 1<<24 || s.MaxTraceSpans > 1<<16 || s.Hold <= 0 || s.Hold > time.Hour {
		return errSettings
	}
	return nil
}
