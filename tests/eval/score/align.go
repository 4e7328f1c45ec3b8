package score

import (
	"slices"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/tests/eval/dataset"
)

// verdict says what is right of one frame: nil is not known.
type verdict struct {
	function, file, line, column *bool
}

// right says that all that is known is right.
func (v *verdict) right() bool {
	for _, part := range [...]*bool{v.function, v.file, v.line, v.column} {
		if part != nil && !*part {
			return false
		}
	}
	return true
}

// points is how much of a frame is right, to find the frame it belongs to.
func (v *verdict) points() int {
	n := 0
	for _, part := range [...]*bool{v.function, v.file, v.line, v.column} {
		if part != nil && *part {
			n++
		}
	}
	if v.right() {
		n += 10
	}
	return n
}

// judge compares one frame; got is nil for a frame that was not read.
func judge(want *dataset.Frame, got *exception.Frame) verdict {
	var v verdict
	if got == nil {
		got = &exception.Frame{Function: "\x00", File: "\x00", Line: -1, Column: -1}
	}
	if want.Function != nil {
		ok := Function(*want.Function, got.Module, got.Function)
		v.function = &ok
	}
	if want.File != nil {
		ok := File(*want.File, got.File)
		v.file = &ok
	}
	if want.Line != 0 {
		ok := int(want.Line) == got.Line
		v.line = &ok
	}
	if want.Column != 0 {
		ok := int(want.Column) == got.Column
		v.column = &ok
	}
	return v
}

// align returns a verdict for each expected frame of which something is known, both lists in one
// order. Frames are paired in order so that as much as possible is right; one that finds no partner
// is wrong in all that is known of it.
func align(want []*dataset.Frame, got []exception.Frame) []verdict {
	// best[i][j] is the most that can be right of want[i:] and got[j:].
	best := make([][]int, len(want)+1)
	for i := range best {
		best[i] = make([]int, len(got)+1)
	}
	for i := len(want) - 1; i >= 0; i-- {
		for j := len(got) - 1; j >= 0; j-- {
			best[i][j] = max(best[i+1][j], best[i][j+1], best[i+1][j+1]+worth(want[i], &got[j]))
		}
	}
	var verdicts []verdict
	j := 0
	for i := range want {
		for j < len(got) && best[i][j] == best[i][j+1] {
			j++
		}
		if j < len(got) && best[i][j] == best[i+1][j+1]+worth(want[i], &got[j]) {
			if want[i].Known() {
				verdicts = append(verdicts, judge(want[i], &got[j]))
			}
			j++
		} else if want[i].Known() {
			verdicts = append(verdicts, judge(want[i], nil))
		}
	}
	return verdicts
}

func worth(want *dataset.Frame, got *exception.Frame) int {
	if !want.Known() {
		return 1
	}
	v := judge(want, got)
	return v.points()
}

// bestOrder returns the verdicts in the stated order or, when more is right in it, in the other: some
// sources state the order of the list and not of the stack.
func bestOrder(want *dataset.Expected, got []exception.Frame) (verdicts []verdict, reversed bool) {
	frames := slices.Clone(want.Frames)
	if want.Order != dataset.OutermostFirst {
		slices.Reverse(frames)
	}
	verdicts = align(frames, got)
	slices.Reverse(frames)
	other := align(frames, got)
	if total(other) > total(verdicts) {
		return other, true
	}
	return verdicts, false
}

func total(verdicts []verdict) int {
	n := 0
	for i := range verdicts {
		n += verdicts[i].points()
	}
	return n
}
