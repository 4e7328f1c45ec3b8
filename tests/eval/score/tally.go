package score

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/tests/eval/dataset"
)

// Share is how many of how many.
type Share struct{ Right, Of int }

// Add counts one.
func (s *Share) Add(right bool) {
	s.Of++
	if right {
		s.Right++
	}
}

// Tally adds up what was right.
type Tally struct {
	Cases   int
	Suspect int // left out
	// Parsed counts the cases that hold frames and those of them in which any was found.
	Parsed Share
	// Whole counts cases with known frames; right are those with every frame and their number right.
	Whole Share
	// Frames counts frames; right are those right in all that is known of them.
	Frames                       Share
	Function, File, Line, Column Share
	Type, Message                Share
	// Refused counts texts that must stay unparsed.
	Refused Share
	// Reversed counts cases whose frames are right only in the other order than stated.
	Reversed int
}

// Result says what was wrong of one case.
type Result struct {
	Wrong []string
}

// Add compares one case with what was read from it: the chain, root cause first.
func (t *Tally) Add(c *dataset.Case, chain []exception.Exception) Result {
	var r Result
	t.Cases++
	if c.Suspect {
		t.Suspect++
		return r
	}
	frames := 0
	for i := range chain {
		frames += len(chain[i].Stack.Frames)
	}
	want := c.Expected
	if want != nil && bool(want.Unparsed) {
		t.Refused.Add(frames == 0)
		r.note(frames == 0, "read what is no trace")
		return r
	}
	t.Parsed.Add(frames > 0)
	r.note(frames > 0, "no frame found")
	if want == nil {
		return r
	}
	whole, known := t.tree(&r, c.Text, want, chain, len(chain)-1)
	if known {
		t.Whole.Add(whole)
	}
	return r
}

// header compares type and message where the text holds them: some sources take them from elsewhere.
func (t *Tally) header(r *Result, text string, want *dataset.Expected, got *exception.Exception) {
	if want.Type != nil && *want.Type != "" && strings.Contains(text, *want.Type) {
		ok := *want.Type == got.Type
		t.Type.Add(ok)
		r.note(ok, "type")
	}
	if want.Message != nil && *want.Message != "" && strings.Contains(text, *want.Message) {
		ok := *want.Message == got.Message || *want.Message == got.Type+": "+got.Message
		t.Message.Add(ok)
		r.note(ok, "message")
	}
}

// stack compares frames. known is false when nothing is known of them.
func (t *Tally) stack(r *Result, want *dataset.Expected, got []exception.Frame) (right, known bool) {
	right = true
	if len(want.Frames) > 0 {
		verdicts, reversed := bestOrder(want, got)
		if reversed {
			t.Reversed++
		}
		for i := range verdicts {
			known = true
			v := &verdicts[i]
			for _, part := range [...]struct {
				share *Share
				right *bool
				name  string
			}{{&t.Function, v.function, "function"}, {&t.File, v.file, "file"}, {&t.Line, v.line, "line"}, {&t.Column, v.column, "column"}} {
				if part.right != nil {
					part.share.Add(*part.right)
					r.note(*part.right, part.name)
				}
			}
			t.Frames.Add(v.right())
			right = right && v.right()
		}
	}
	if want.FrameCount != nil {
		ok := *want.FrameCount == len(got)
		known, right = true, right && ok
		r.note(ok, "number of frames")
	}
	return right, known
}

func (r *Result) note(right bool, what string) {
	if !right {
		r.Wrong = append(r.Wrong, what)
	}
}
