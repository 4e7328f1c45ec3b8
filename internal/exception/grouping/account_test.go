package grouping

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/stacktrace"
)

// verdicts writes an account so that a test can be read.
func verdicts(a Account) []string {
	var out []string
	for _, frames := range a.Frames {
		for _, f := range frames {
			line := f.Verdict.String() + " " + f.Origin.String()
			if f.Verdict == VerdictLeftOut {
				line += " " + f.LeftOut.String()
			}
			if f.Source {
				line += " source"
			}
			out = append(out, line+" "+f.Identity)
		}
	}
	return out
}

func TestExplain_SaysOfEveryFrameWhatBecameOfIt(t *testing.T) {
	recursion := &exception.Record{StackTrace: "Traceback (most recent call last):\n" +
		strings.Repeat("  File \"/app/a.py\", line 1, in f\n  File \"/app/a.py\", line 2, in g\n", 2) +
		"  File \"/app/a.py\", line 3, in <listcomp>\nValueError: x\n"}
	libraries := &exception.Record{StackTrace: "E: x\n\tat org.springframework.A.b(A.java:1)\n\tat java.lang.reflect.Method.invoke(M.java:2)\n"}
	for _, tt := range []struct {
		name    string
		rec     *exception.Record
		want    []string
		message MessageUse
	}{
		{"a chain", pythonRecord(), []string{
			"counted application source stock.py:take",
			"counted application server.py:handle",
			"not_in_app standard_library contextlib.py:inner",
			"counted application source orders.py:place",
		}, MessageBeside},
		{"recursion counts once", recursion, []string{
			"counted application a.py:f", "counted application a.py:g",
			"recursion application a.py:f", "recursion application a.py:g",
			"says_nothing application version_dependent ",
		}, MessageBeside},
		{"libraries count when there is nothing else", libraries, []string{
			"says_nothing standard_library reflective_call ", "counted known_library org.springframework.A.b",
		}, MessageBeside},
		{"a Go error is told by its message", goRecord("cart 17 is full"), []string{
			"counted application main.main", "counted application example.com/cart.(*Cart).Add",
		}, MessageBeside},
		{"no stack", &exception.Record{Type: "E", Message: "order 1"}, nil, MessageAlone},
		{"nothing at all", &exception.Record{}, nil, MessageNone},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, a := Explain(tt.rec)
			assert.Equal(t, tt.want, verdicts(a))
			assert.Equal(t, tt.message, a.Message, a.Message.String())
			assert.Equal(t, Decide(tt.rec), d)
		})
	}
}

// What the account says counted is what the fingerprint was made of.
func TestExplain_CountedFramesAreTheParts(t *testing.T) {
	for _, rec := range []*exception.Record{pythonRecord(), goRecord("x"), tenFrames()} {
		d, a := Explain(rec)
		var counted, parts []string
		for _, frames := range a.Frames {
			for _, f := range frames {
				if f.Verdict == VerdictCounted {
					counted = append(counted, "frame "+f.Identity)
				}
			}
		}
		for _, part := range d.Parts {
			if strings.HasPrefix(part, "frame ") {
				parts = append(parts, part)
			}
		}
		assert.Equal(t, parts, counted)
	}
}

func TestExplainTrace_DecidesAsTheTextWould(t *testing.T) {
	rec := pythonRecord()
	want := Decide(rec)
	trace, ok := stacktrace.Restore("python", want.Exceptions)
	require.True(t, ok)
	rec.StackTrace = ""
	got, _ := ExplainTrace(rec, trace)
	assert.Equal(t, want, got)
}

func TestExplain_FramesOverTheLimitSaySo(t *testing.T) {
	var chain exception.Exception
	for i := range stacktrace.MaxFrames + 1 {
		chain.Stack.Frames = append(chain.Stack.Frames, exception.Frame{File: "/app/a.py", Function: strings.Repeat("f", i+1)})
	}
	trace, ok := stacktrace.Restore("python", []exception.Exception{chain})
	require.True(t, ok)
	_, a := ExplainTrace(&exception.Record{}, trace)
	assert.Equal(t, VerdictOverLimit, a.Frames[0][stacktrace.MaxFrames].Verdict)
}

func TestAccount_EveryReasonHasAName(t *testing.T) {
	for v := range verdictNames[1:] {
		assert.NotEmpty(t, Verdict(v+1).String())
	}
	assert.Equal(t, "unknown", Verdict(0).String())
	assert.Equal(t, "unknown", Verdict(99).String())
	assert.Equal(t, "unknown", MessageUse(99).String())
	assert.True(t, MessageBeside.Counts())
	assert.False(t, MessageNone.Counts())
}
