package stacktrace

import (
	"slices"
	"sync"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// frameList collects the frames of one stack in the order in which they are printed and keeps
// the first and the last half of MaxFrames. It reads into a room that stacks use one after the other,
// and what is kept of a stack takes no more memory than its frames.
type frameList struct {
	frames []exception.Frame // in a room of frameRooms
	total  int
	spare  []exception.Frame // memory for what is kept, nil to allocate it
}

// frameRooms holds arrays in which no stack is being read. They hold no frames, which would keep a text alive.
var frameRooms = sync.Pool{New: func() any { return new([MaxFrames]exception.Frame) }}

func (l *frameList) add(f exception.Frame) { *l.next() = f }

// next counts one more frame and returns where it goes. What stands there is to be overwritten.
func (l *frameList) next() *exception.Frame {
	at := l.total
	l.total++
	if at >= MaxFrames {
		const half = MaxFrames / 2
		return &l.frames[half+at%half]
	}
	if at == 0 && cap(l.frames) < MaxFrames {
		l.frames = frameRooms.Get().(*[MaxFrames]exception.Frame)[:0]
	}
	l.frames = l.frames[:at+1]
	return &l.frames[at]
}

// drop forgets the frames read so far.
func (l *frameList) drop() {
	if cap(l.frames) == MaxFrames {
		clear(l.frames)
		frameRooms.Put((*[MaxFrames]exception.Frame)(l.frames[:MaxFrames]))
	}
	l.frames, l.total = nil, 0
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

// printed returns the frames in the order in which they were added, and empties the list.
func (l *frameList) printed() []exception.Frame {
	kept := l.appendTo(l.spare[:0])
	l.drop()
	return kept
}

// appendTo appends the frames in the order in which they were added.
func (l *frameList) appendTo(dst []exception.Frame) []exception.Frame {
	if l.total <= MaxFrames {
		return append(slices.Grow(dst, len(l.frames)), l.frames...)
	}
	const half = MaxFrames / 2
	oldest := half + l.total%half
	dst = append(slices.Grow(dst, MaxFrames), l.frames[:half]...)
	return append(append(dst, l.frames[oldest:]...), l.frames[half:oldest]...)
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
	if l.total == 0 || l.truncated() {
		stack := l.outermostFirst()
		slices.Reverse(stack.Frames)
		return stack
	}
	kept := slices.Grow(l.spare[:0], l.total)[:l.total]
	for i := range l.frames {
		kept[len(kept)-1-i] = l.frames[i]
	}
	l.drop()
	return exception.Stack{Frames: kept}
}

// links collects the exceptions of a chain in the order in which they are printed and keeps the
// first and the last half of MaxExceptions. The memory of those it drops is used again, so a text
// of a thousand causes costs no more than one of sixteen.
type links struct {
	chain []exception.Exception
	spare []exception.Frame
	// grouped: there are groups, of which more is read.
	grouped bool
}

func (l *links) add(e exception.Exception) {
	if len(l.chain) == MaxExceptions && !l.grouped || len(l.chain) == maxGroupExceptions {
		middle := len(l.chain) / 2
		l.spare = l.chain[middle].Stack.Frames
		l.chain[middle-1].Omitted += 1 + l.chain[middle].Omitted
		l.chain = slices.Delete(l.chain, middle, middle+1)
	}
	l.chain = append(l.chain, e)
}

// newFrames returns an empty list for the next stack.
func (l *links) newFrames() frameList {
	spare := l.spare
	l.spare = nil
	return frameList{spare: spare}
}
