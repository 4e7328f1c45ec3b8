package stacktrace

import (
	"slices"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// frameList collects the frames of one stack in the order in which they are printed and keeps
// the first and the last half of MaxFrames.
type frameList struct {
	frames []exception.Frame
	total  int
}

func (l *frameList) add(f exception.Frame) {
	const half = MaxFrames / 2
	if l.total < MaxFrames {
		switch {
		case cap(l.frames) == 0:
			l.frames = make([]exception.Frame, 0, 12)
		case len(l.frames) == cap(l.frames): // of more than a few there are mostly many
			l.frames = slices.Grow(l.frames, MaxFrames-len(l.frames))
		}
		l.frames = append(l.frames, f)
	} else {
		l.frames[half+l.total%half] = f
	}
	l.total++
}

// grow makes room for n more frames.
func (l *frameList) grow(n int) {
	l.frames = slices.Grow(l.frames, min(n, MaxFrames-min(l.total, MaxFrames)))
}

// repeat adds the last frame n more times, at a cost that does not grow with n.
func (l *frameList) repeat(n int) {
	if l.total == 0 || n <= 0 {
		return
	}
	last := *l.last()
	for range min(n, 2*MaxFrames) {
		l.add(last)
	}
}

func (l *frameList) last() *exception.Frame {
	if l.total <= MaxFrames {
		return &l.frames[l.total-1]
	}
	const half = MaxFrames / 2
	return &l.frames[half+(l.total-1)%half]
}

// printed returns the frames in the order in which they were added.
func (l *frameList) printed() []exception.Frame {
	if l.total > MaxFrames {
		const half = MaxFrames / 2
		tail := l.frames[half:]
		oldest := l.total % half
		slices.Reverse(tail[:oldest])
		slices.Reverse(tail[oldest:])
		slices.Reverse(tail)
		l.total = MaxFrames // in order now
	}
	return l.frames
}

// truncated says that more frames were added than kept. Ask before printed.
func (l *frameList) truncated() bool { return l.total > MaxFrames }

// outermostFirst returns the stack of a list printed outermost first.
func (l *frameList) outermostFirst() exception.Stack {
	cut := l.truncated()
	return exception.Stack{Frames: l.printed(), Truncated: cut}
}

// innermostFirst returns the stack of a list printed innermost first.
func (l *frameList) innermostFirst() exception.Stack {
	stack := l.outermostFirst()
	slices.Reverse(stack.Frames)
	return stack
}

// links collects the exceptions of a chain in the order in which they are printed and keeps the
// first and the last half of MaxExceptions. The memory of those it drops is used again, so a text
// of a thousand causes costs no more than one of sixteen.
type links struct {
	chain []exception.Exception
	spare []exception.Frame
}

func (l *links) add(e exception.Exception) {
	if len(l.chain) == MaxExceptions {
		const middle = MaxExceptions / 2
		l.spare = l.chain[middle].Stack.Frames
		l.chain = slices.Delete(l.chain, middle, middle+1)
	}
	l.chain = append(l.chain, e)
}

// newFrames returns an empty list for the next stack.
func (l *links) newFrames() frameList {
	frames := l.spare[:0]
	l.spare = nil
	return frameList{frames: frames}
}
