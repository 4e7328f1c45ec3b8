package stacktrace

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// render writes a trace so that a test can be read: a line per exception and one per frame, those
// of the application with a plus.
func render(trace Trace) string {
	var b strings.Builder
	for _, e := range trace.Exceptions {
		fmt.Fprintf(&b, "%s: %s", e.Type, strings.ReplaceAll(e.Message, "\n", "⏎"))
		if e.Stack.Truncated {
			b.WriteString(" (cut)")
		}
		b.WriteByte('\n')
		for _, f := range e.Stack.Frames {
			mark := "-"
			if f.InApp {
				mark = "+"
			}
			fmt.Fprintf(&b, "%s %s|%s|%s:%d:%d", mark, f.Module, f.Function, f.File, f.Line, f.Column)
			if f.SourceLine != "" {
				fmt.Fprintf(&b, " %q", f.SourceLine)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

type parseCase struct {
	name, text string
	want       string
}

// testParse parses each text with the language given and without one, which must be the same.
func testParse(t *testing.T, language, runtime string, cases []parseCase) {
	t.Helper()
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			trace, ok := Parse(language, tt.text)
			require.True(t, ok)
			assert.Equal(t, runtime, trace.Runtime)
			assert.Equal(t, strings.TrimPrefix(tt.want, "\n"), render(trace))
			byShape, _ := Parse("", strings.ReplaceAll(tt.text, "\n", "\r\n"))
			assert.Equal(t, runtime, byShape.Runtime)
			assert.Equal(t, len(trace.Exceptions), len(byShape.Exceptions))
		})
	}
}

func TestParse_RefusesWhatIsNoTrace(t *testing.T) {
	for _, text := range []string{
		"", "\n", "boom", "one\ntwo\nthree", "meet me\nat noon (or later)\nat home", "see File \"x\"", "a.go:12", "goroutine",
		"panic: boom", "java.lang.NullPointerException", "Traceback (most recent call last):\n", "\x00\xff\n\tat ",
	} {
		_, ok := Parse("python", text)
		assert.False(t, ok, text)
		message, _, ok := Find(text)
		assert.False(t, ok, text)
		assert.Equal(t, text, message)
	}
}

func TestParse_AWrongLanguageLosesNothing(t *testing.T) {
	for _, language := range []string{"", "python", "java", "nodejs", "go", "cobol"} {
		for runtime, text := range samples {
			trace, ok := Parse(language, text)
			require.True(t, ok, "%s as %q", runtime, language)
			assert.Equal(t, runtime, trace.Runtime)
		}
	}
}

func TestParse_KeepsBothEndsOfADeepStack(t *testing.T) {
	var b strings.Builder
	b.WriteString("Error: deep\n")
	for i := range 200 {
		fmt.Fprintf(&b, "    at f%d (/app/a.js:%d:1)\n", i, i+1)
	}
	trace, ok := Parse("nodejs", b.String())
	require.True(t, ok)
	stack := trace.Exceptions[0].Stack
	assert.True(t, stack.Truncated)
	require.Len(t, stack.Frames, MaxFrames)
	var lines []int
	for _, f := range stack.Frames {
		lines = append(lines, f.Line)
	}
	var want []int
	for i := 200; i > 200-MaxFrames/2; i-- {
		want = append(want, i)
	}
	for i := MaxFrames / 2; i > 0; i-- {
		want = append(want, i)
	}
	assert.Equal(t, want, lines)
}

func TestParse_ReadsBothEndsOfALongText(t *testing.T) {
	var b strings.Builder
	b.WriteString("Traceback (most recent call last):\n")
	for i := range 5000 {
		fmt.Fprintf(&b, "  File \"/app/a.py\", line %d, in f\n    g()\n", i)
	}
	b.WriteString("ValueError: long\n")
	trace, ok := Parse("python", b.String())
	require.True(t, ok)
	e := trace.Exceptions[0]
	assert.Equal(t, "ValueError", e.Type)
	assert.True(t, e.Stack.Truncated)
	assert.Equal(t, 0, e.Stack.Frames[0].Line)
	assert.Equal(t, 4999, e.Stack.Innermost().Line)
}

func TestParse_KeepsBothEndsOfALongChain(t *testing.T) {
	texts := map[string]func(i int) string{
		"java":   func(i int) string { return fmt.Sprintf("Caused by: E%d: m\n\tat a.B.c(B.java:1)\n", i) },
		"nodejs": func(i int) string { return fmt.Sprintf("  [cause]: E%d: m\n    at f (/a.js:1:1) {\n", i) },
	}
	for language, link := range texts {
		var b strings.Builder
		for i := range 40 {
			b.WriteString(link(i))
		}
		trace, ok := Parse(language, b.String())
		require.True(t, ok)
		require.Len(t, trace.Exceptions, MaxExceptions)
		assert.Equal(t, "E39", trace.Exceptions[0].Type, language)
		assert.Equal(t, "E0", trace.Exceptions[MaxExceptions-1].Type, language)
	}
}

func TestFind_SplitsTheMessageOfALogFromItsTrace(t *testing.T) {
	for _, tt := range []struct{ name, text, message, typ, excMessage string }{
		{"Python below a message", "payment failed\n" + samples["python"], "payment failed", "shop.ShopError", "no stock"},
		{"a Python exception group", "x\n  + Exception Group Traceback (most recent call last):\n  |   File \"/app/a.py\", line 1, in f\n  | ExceptionGroup: g (1 sub-exception)\n",
			"x", "ExceptionGroup", "g (1 sub-exception)"},
		{"Java below a message", "payment failed\n" + samples["java"], "payment failed", "com.acme.ShopException", "cannot place"},
		{"Java behind the message", "ERROR cannot pay java.lang.IllegalStateException: boom\n\tat com.acme.A.b(A.java:1)", "ERROR cannot pay", "java.lang.IllegalStateException", "boom"},
		{"Java with a message of two lines", "10:11 ERROR c.a.A - failed\njava.lang.IllegalStateException: boom\nsecond: line\n\tat com.acme.A.b(A.java:1)",
			"10:11 ERROR c.a.A - failed", "java.lang.IllegalStateException", "boom\nsecond: line"},
		{"an uncaught Java exception", "Exception in thread \"main\" java.lang.Error: boom\n\tat com.acme.A.b(A.java:1)", "", "java.lang.Error", "boom"},
		{"JavaScript alone", samples["javascript"], "", "TypeError", "x is not a function"},
		{"what Node.js prints when it dies", "/app/a.js:4\n  throw new Error('x');\n  ^\n\nError: x\n    at f (/app/a.js:4:9)\n\nNode.js v20.20.2\n",
			"/app/a.js:4\n  throw new Error('x');\n  ^", "Error", "x"},
		{"JavaScript with a type that does not look like one", "Oops: x\n    at f (/app/a.js:4:9)", "", "Oops", "x"},
		{"frames without a header", "cannot pay\n\tat com.acme.A.b(A.java:1)", "cannot pay", "", ""},
		{"a Go panic in the log of a server", "http: panic serving 10.0.0.1:80: boom\n" + samples["go"], "http: panic serving 10.0.0.1:80: boom", "", ""},
		{"a Go panic", "starting\npanic: boom\n\n" + samples["go"], "starting", "panic", "boom"},
		{"a Go error with its stack", "cannot pay: no stock\nmain.pay\n\t/app/main.go:7\nmain.main\n\t/app/main.go:3", "cannot pay: no stock", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			message, trace, ok := Find(tt.text)
			require.True(t, ok)
			assert.Equal(t, tt.message, message)
			outermost := trace.Exceptions[len(trace.Exceptions)-1]
			assert.Equal(t, tt.typ, outermost.Type)
			assert.Equal(t, tt.excMessage, outermost.Message)
			assert.NotEmpty(t, outermost.Stack.Frames)
		})
	}
}

func TestFind_DoesNotAllocateForPlainText(t *testing.T) {
	text := strings.Repeat("2024-05-03 INFO at work on the order (number 12)\n", 50)
	assert.Zero(t, testing.AllocsPerRun(100, func() { Find(text) }))
}

// TestParse_EachRuntimeRefusesTheOthers parses each sample with each runtime's own parser.
func TestParse_EachRuntimeRefusesTheOthers(t *testing.T) {
	for _, r := range runtimes {
		for name, text := range samples {
			assert.Equal(t, r.name == name, hasFrames(r.parse(text)), "%s as %s", name, r.name)
		}
	}
}

func TestFind_FindsEachRuntimeInALogBody(t *testing.T) {
	for name, text := range samples {
		_, trace, ok := Find("10:31:07 ERROR cannot pay\n" + text + "10:31:08 INFO next\n")
		assert.True(t, ok, name)
		assert.Equal(t, name, trace.Runtime)
		_, trace, ok = Find(text)
		assert.True(t, ok, name)
		assert.Equal(t, name, trace.Runtime)
	}
}

func identities(t *testing.T, language, text string) []string {
	t.Helper()
	trace, ok := Parse(language, text)
	require.True(t, ok, text)
	var ids []string
	for _, e := range trace.Exceptions {
		for i := range e.Stack.Frames {
			ids = append(ids, string(trace.AppendIdentity(nil, &e.Stack.Frames[i])))
		}
	}
	return ids
}

func TestParse_TakesAnythingWithoutHarm(t *testing.T) {
	for name, text := range adversarial(10 << 10) {
		t.Run(name, func(t *testing.T) {
			for _, language := range []string{"python", "java", "nodejs", "go", "dotnet", "ruby", "php", "rust", "webjs", "cpp", "dart", "elixir", "perl", "lua", "powershell"} {
				checkTrace(t, language, text)
			}
		})
	}
}

// checkTrace checks what holds for any text.
func checkTrace(t *testing.T, language, text string) {
	t.Helper()
	trace, ok := Parse(language, text)
	if ok == (len(trace.Exceptions) == 0) {
		t.Fatalf("ok is %v with %d exceptions", ok, len(trace.Exceptions))
	}
	checkLimits(t, trace)
	message, found, ok := Find(text)
	if ok && !strings.Contains(withoutEscapes(text), message) || !ok && message != text {
		t.Fatalf("message %q", message)
	}
	checkLimits(t, found)
}

func checkLimits(t *testing.T, trace Trace) {
	t.Helper()
	if len(trace.Exceptions) > mostExceptions(trace.Exceptions) {
		t.Fatalf("%d exceptions", len(trace.Exceptions))
	}
	for i := range trace.Exceptions {
		checkLink(t, trace.Exceptions, i)
	}
	for _, e := range trace.Exceptions {
		if without := trace.WithoutPlace(e.Message); len(without) > len(e.Message) {
			t.Fatalf("%q has no place less than %q", without, e.Message)
		}
		if len(e.Stack.Frames) > MaxFrames {
			t.Fatalf("%d frames", len(e.Stack.Frames))
		}
		for i := range e.Stack.Frames {
			f := &e.Stack.Frames[i]
			trace.AppendIdentity(nil, f)
			if f.Line < 0 || f.Column < 0 {
				t.Fatalf("%+v", f)
			}
		}
	}
}

func fuzzParse(f *testing.F, language string, seeds []parseCase) {
	for _, seed := range seeds {
		f.Add(seed.text)
	}
	for _, text := range adversarial(200) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkTrace(t, language, text) })
}

func benchmarkParse(b *testing.B, language, text string) {
	b.Run("10 frames", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			Parse(language, text)
		}
	})
}

// BenchmarkParse_Adversarial shows that the time per byte does not grow with the length.
func BenchmarkParse_Adversarial(b *testing.B) {
	for _, size := range []int{10 << 10, 60 << 10, 1 << 20, 10 << 20} {
		for name, text := range adversarial(size) {
			b.Run(fmt.Sprintf("%s/%dk", name, size>>10), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					Parse("", text)
					Find(text)
				}
			})
		}
	}
}

func BenchmarkFind_PlainText(b *testing.B) {
	text := strings.Repeat("2024-05-03 INFO at work on the order (number 12)\n", 20)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Find(text)
	}
}
