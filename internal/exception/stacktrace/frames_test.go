package stacktrace

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

func TestFrameList_KeepsTheFirstAndTheLastHalf(t *testing.T) {
	for _, n := range []int{0, 1, MaxFrames, MaxFrames + 1, MaxFrames + MaxFrames/2, 5*MaxFrames + 7} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			var want []int
			for i := 1; i <= n; i++ {
				if i <= MaxFrames/2 || i > n-MaxFrames/2 {
					want = append(want, i)
				}
			}
			list := frameList{}
			for i := range n {
				list.add(exception.Frame{Line: i + 1})
				assert.Equal(t, i+1, list.last().Line)
			}
			assert.Equal(t, n > MaxFrames, list.truncated())
			var got []int
			for _, f := range list.printed() {
				got = append(got, f.Line)
			}
			assert.Equal(t, want, got)
		})
	}
}

func TestFrameList_TakesNoMoreMemoryThanItsFrames(t *testing.T) {
	for _, n := range []int{1, 10, 33, 3 * MaxFrames} {
		list := frameList{}
		for range n {
			list.add(exception.Frame{})
		}
		frames := list.innermostFirst().Frames
		assert.LessOrEqual(t, cap(frames), len(frames)+len(frames)/4+2)
	}
}

func TestFrameList_AnEmptiedRoomKeepsNoText(t *testing.T) {
	for _, n := range []int{1, MaxFrames, 3 * MaxFrames} {
		kept, dropped := frameList{}, frameList{}
		for range n {
			kept.add(exception.Frame{File: "/app/shop.py"})
			dropped.add(exception.Frame{File: "/app/shop.py"})
		}
		rooms := [...][]exception.Frame{kept.frames[:MaxFrames], dropped.frames[:MaxFrames]}
		kept.printed()
		dropped.drop()
		for _, room := range rooms {
			assert.Equal(t, make([]exception.Frame, MaxFrames), room)
		}
		assert.Zero(t, dropped.total)
	}
}

func TestLinks_UsesTheMemoryOfWhatItDrops(t *testing.T) {
	var l links
	for range MaxExceptions {
		l.add(exception.Exception{Stack: exception.Stack{Frames: make([]exception.Frame, 8)}})
	}
	spare := l.chain[MaxExceptions/2].Stack.Frames
	l.add(exception.Exception{})
	list := l.newFrames()
	list.add(exception.Frame{Line: 1})
	frames := list.printed()
	assert.Same(t, &spare[0], &frames[0])
	assert.Equal(t, []exception.Frame{{Line: 1}}, frames)
	assert.Nil(t, l.spare)
}

func TestLastIndex_AgreesWithTheStandardLibrary(t *testing.T) {
	for _, s := range []string{"", "a", " at ", " at  at ", "die at a.pl line 1", "at", " a at", strings.Repeat(" at", 9)} {
		for _, mark := range []string{" at ", "a", " line "} {
			assert.Equal(t, strings.LastIndex(s, mark), lastIndex(s, mark), "%q in %q", mark, s)
		}
	}
}
