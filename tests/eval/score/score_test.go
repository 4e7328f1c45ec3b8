package score

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/tests/eval/dataset"
)

func TestFunction_ComparesWhatIsNamed(t *testing.T) {
	for _, test := range []struct {
		name, expected, module, function string
		want                             bool
	}{
		{"equal names", "place", "", "place", true},
		{"another name", "place", "", "take", false},
		{"the module is expected in the name", "com.acme.Orders.place", "com.acme.Orders", "place", true},
		{"another module is wrong", "com.acme.Orders.place", "com.acme.Stock", "place", false},
		{"a part of a name is wrong", "lace", "", "place", false},
		{"the Java module does not count", "java.base/java.lang.Thread.run", "java.lang.Thread", "run", true},
		{"new does not count", "new Cart", "", "Cart", true},
		{"an alias does not count", "Worker.fuzz [as fn]", "", "Worker.fuzz", true},
		{"arguments of a const method do not count", "start", "", "shop::Orders::start(int) const", true},
		{"arguments do not count", "runtime.(*mheap).alloc(0x46?, 0x1?)", "runtime", "(*mheap).alloc", true},
		{"a receiver in brackets does", "main.(*T).f", "main", "T.f", false},
		{"a receiver does not count where none is expected", "start", "", "Object.start", true},
		{"a receiver counts where one is expected", "Cart.start", "", "Object.start", false},
		{"a receiver without a name has none", "<anonymous>", "", "Object.<anonymous>", true},
		{"no name by any name", "<unknown>", "", "<anonymous>", true},
		{"a name where none is expected", "?", "", "place", false},
		{"the place of an anonymous class does not count", "class@anonymous\x00/app/a.php:43$1f->start", "", "class@anonymous->start", true},
		{"the method of an anonymous class does", "class@anonymous\x00/app/a.php:43$1f->start", "", "class@anonymous->stop", false},
		{"namespaces of C++", "shop::Orders::place", "shop::Orders", "place", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, Function(test.expected, test.module, test.function))
		})
	}
}

func frame(function string, line int) *dataset.Frame {
	return &dataset.Frame{Function: &function, Line: dataset.Number(line)}
}

func read(functions ...string) []exception.Frame {
	var frames []exception.Frame
	for i, function := range functions {
		frames = append(frames, exception.Frame{Function: function, Line: i + 1})
	}
	return frames
}

func TestTally_CountsFramesCasesAndHeaders(t *testing.T) {
	text := func(s string) *string { return &s }
	count := func(n int) *int { return &n }
	for _, test := range []struct {
		name     string
		text     string
		suspect  bool
		expected *dataset.Expected
		chain    []exception.Exception
		want     Tally
	}{
		{"all frames right", "", false,
			&dataset.Expected{Order: dataset.OutermostFirst, Frames: []*dataset.Frame{frame("a", 1), frame("b", 2)}, FrameCount: count(2)},
			[]exception.Exception{{Stack: exception.Stack{Frames: read("a", "b")}}},
			Tally{Cases: 1, Parsed: Share{1, 1}, Whole: Share{1, 1}, Frames: Share{2, 2}, Function: Share{2, 2}, Line: Share{2, 2}}},
		{"the list is innermost first, the stack is not", "", false,
			&dataset.Expected{Order: dataset.InnermostFirst, Frames: []*dataset.Frame{frame("b", 2), frame("a", 1)}},
			[]exception.Exception{{Stack: exception.Stack{Frames: read("a", "b")}}},
			Tally{Cases: 1, Parsed: Share{1, 1}, Whole: Share{1, 1}, Frames: Share{2, 2}, Function: Share{2, 2}, Line: Share{2, 2}}},
		{"a wrong line makes the frame wrong and not its function", "", false,
			&dataset.Expected{Order: dataset.OutermostFirst, Frames: []*dataset.Frame{frame("a", 1), frame("b", 9)}},
			[]exception.Exception{{Stack: exception.Stack{Frames: read("a", "b")}}},
			Tally{Cases: 1, Parsed: Share{1, 1}, Whole: Share{0, 1}, Frames: Share{1, 2}, Function: Share{2, 2}, Line: Share{1, 2}}},
		{"a missing frame costs itself and no other", "", false,
			&dataset.Expected{Order: dataset.OutermostFirst, Frames: []*dataset.Frame{frame("a", 1), frame("x", 7), frame("b", 2)}, FrameCount: count(3)},
			[]exception.Exception{{Stack: exception.Stack{Frames: read("a", "b")}}},
			Tally{Cases: 1, Parsed: Share{1, 1}, Whole: Share{0, 1}, Frames: Share{2, 3}, Function: Share{2, 3}, Line: Share{2, 3}}},
		{"a frame too many makes the case wrong when their number is known", "", false,
			&dataset.Expected{Order: dataset.OutermostFirst, Frames: []*dataset.Frame{frame("a", 1)}, FrameCount: count(1)},
			[]exception.Exception{{Stack: exception.Stack{Frames: read("a", "b")}}},
			Tally{Cases: 1, Parsed: Share{1, 1}, Whole: Share{0, 1}, Frames: Share{1, 1}, Function: Share{1, 1}, Line: Share{1, 1}}},
		{"type and message count where the text holds them", "E: boom", false,
			&dataset.Expected{Type: text("E"), Message: text("elsewhere")},
			[]exception.Exception{{Type: "E", Stack: exception.Stack{Frames: read("a")}}},
			Tally{Cases: 1, Parsed: Share{1, 1}, Type: Share{1, 1}}},
		{"causes are compared with the chain from its end", "E F", false,
			&dataset.Expected{Type: text("E"), Causes: []dataset.Expected{{Type: text("F"), FrameCount: count(1)}}},
			[]exception.Exception{{Link: exception.Link{Relation: exception.RelationCause, Depth: 1}, Type: "F", Stack: exception.Stack{Frames: read("a")}}, {Type: "E"}},
			Tally{Cases: 1, Parsed: Share{1, 1}, Whole: Share{1, 1}, Type: Share{2, 2}}},
		{"what was suppressed is none of the causes, and of a group the first member is", "E F", false,
			&dataset.Expected{Type: text("E"), Causes: []dataset.Expected{{Type: text("F"), FrameCount: count(1)}}},
			[]exception.Exception{
				{Link: exception.Link{Relation: exception.RelationMember, Depth: 1, Member: 1}, Type: "G"},
				{Link: exception.Link{Relation: exception.RelationMember, Depth: 1}, Type: "F", Stack: exception.Stack{Frames: read("a")}},
				{Link: exception.Link{Relation: exception.RelationSuppressed, Depth: 1}, Type: "S"},
				{Type: "E"},
			},
			Tally{Cases: 1, Parsed: Share{1, 1}, Whole: Share{1, 1}, Type: Share{2, 2}}},
		{"all members of a group are compared where they are stated, with their causes", "E F G H", false,
			&dataset.Expected{Type: text("E"), Members: []dataset.Expected{
				{Type: text("F"), FrameCount: count(1), Causes: []dataset.Expected{{Type: text("H")}}}, {Type: text("G")},
			}},
			[]exception.Exception{
				{Link: exception.Link{Relation: exception.RelationMember, Depth: 1, Member: 1}, Type: "G"},
				{Link: exception.Link{Relation: exception.RelationCause, Depth: 2}, Type: "H"},
				{Link: exception.Link{Relation: exception.RelationMember, Depth: 1}, Type: "F", Stack: exception.Stack{Frames: read("a")}},
				{Type: "E"},
			},
			Tally{Cases: 1, Parsed: Share{1, 1}, Whole: Share{1, 1}, Type: Share{4, 4}}},
		{"a member that is missing is wrong", "E F G", false,
			&dataset.Expected{Type: text("E"), FrameCount: count(1), Members: []dataset.Expected{{Type: text("F")}, {Type: text("G")}}},
			[]exception.Exception{
				{Link: exception.Link{Relation: exception.RelationMember, Depth: 1}, Type: "F"},
				{Type: "E", Stack: exception.Stack{Frames: read("a")}},
			},
			Tally{Cases: 1, Parsed: Share{1, 1}, Whole: Share{0, 1}, Type: Share{2, 3}}},
		{"a suspect case is left out", "E", true, &dataset.Expected{Type: text("E")}, nil, Tally{Cases: 1, Suspect: 1}},
		{"a text that must stay unparsed", "", false, &dataset.Expected{Unparsed: true},
			[]exception.Exception{{}}, Tally{Cases: 1, Refused: Share{1, 1}}},
		{"a stated order that is the other one", "", false,
			&dataset.Expected{Order: dataset.InnermostFirst, Frames: []*dataset.Frame{frame("a", 1), frame("b", 2)}},
			[]exception.Exception{{Stack: exception.Stack{Frames: read("a", "b")}}},
			Tally{Cases: 1, Parsed: Share{1, 1}, Whole: Share{1, 1}, Frames: Share{2, 2}, Function: Share{2, 2}, Line: Share{2, 2}, Reversed: 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got Tally
			got.Add(&dataset.Case{Text: test.text, Suspect: dataset.Flag(test.suspect), Expected: test.expected}, test.chain)
			require.Equal(t, test.want, got)
		})
	}
}
