package sentry

import (
	"fmt"
	"slices"
)

// cuts make an event smaller, the least useful content first: context, then frames and causes from
// the middle, then messages. Each works on a copy.
var cuts = []func(Event) Event{
	eachException(func(x Exception) Exception {
		return withFrames(x, func(frames []Frame) []Frame {
			for i := range frames {
				frames[i].ContextLine = ""
			}
			return frames
		})
	}),
	func(e Event) Event { e.Extra = nil; return e },
	func(e Event) Event { e.Contexts.OTel = nil; return e },
	eachException(func(x Exception) Exception {
		return withFrames(x, func(frames []Frame) []Frame { return keepEnds(frames, 25) })
	}),
	eachException(func(x Exception) Exception {
		return withFrames(x, func(frames []Frame) []Frame { return keepEnds(frames, 5) })
	}),
	func(e Event) Event {
		if e.Exception != nil {
			e.Exception = &Exceptions{Values: withParents(keepEnds(slices.Clone(e.Exception.Values), 5))}
		}
		return e
	},
	eachException(func(x Exception) Exception {
		x.Value = new(trimmed).text(x.Value, 1024)
		return x
	}),
}

// payload returns the event as JSON of at most MaxEventBytes, and whether something was cut.
func payload(e Event) (data []byte, truncated bool, err error) {
	for cut := 0; ; cut++ {
		if data, err = marshal(e); err != nil {
			return nil, false, fmt.Errorf("encode the event %s: %w", e.EventID, err)
		}
		if len(data) <= MaxEventBytes {
			return data, cut > 0, nil
		}
		if cut == len(cuts) {
			return nil, true, fmt.Errorf("encode the event %s: %d bytes are left after every cut, the limit is %d", e.EventID, len(data), MaxEventBytes)
		}
		e = cuts[cut](e)
	}
}

func eachException(cut func(Exception) Exception) func(Event) Event {
	return func(e Event) Event {
		if e.Exception == nil {
			return e
		}
		values := make([]Exception, len(e.Exception.Values))
		for i, x := range e.Exception.Values {
			values[i] = cut(x)
		}
		e.Exception = &Exceptions{Values: values}
		return e
	}
}

func withFrames(x Exception, cut func([]Frame) []Frame) Exception {
	if x.Stacktrace != nil {
		x.Stacktrace = &Stacktrace{Frames: cut(slices.Clone(x.Stacktrace.Frames))}
	}
	return x
}

// keepEnds keeps n elements at both ends.
func keepEnds[T any](all []T, n int) []T {
	if len(all) <= 2*n {
		return all
	}
	return slices.Delete(all, n, len(all)-n)
}

// withParents lets each exception whose parent was left out stand under the next one that was not.
func withParents(values []Exception) []Exception {
	there := map[int]bool{}
	for i := range values {
		if m := values[i].Mechanism; m != nil && m.ExceptionID != nil {
			there[*m.ExceptionID] = true
		}
	}
	for i := range values {
		m := values[i].Mechanism
		if m == nil || m.ParentID == nil || there[*m.ParentID] || i == len(values)-1 {
			continue
		}
		own := *m
		own.ParentID = values[i+1].Mechanism.ExceptionID
		values[i].Mechanism = &own
	}
	return values
}
