package stacktrace

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// tree renders a chain from the recorded exception on, each indented below the one that it stands under.
func tree(chain []exception.Exception) string {
	var b strings.Builder
	for i := len(chain) - 1; i >= 0; i-- {
		e := &chain[i]
		b.WriteString(strings.Repeat("  ", e.Depth))
		switch e.Relation {
		case exception.RelationNone:
		case exception.RelationMember:
			fmt.Fprintf(&b, "member %d ", e.Member)
		default:
			fmt.Fprintf(&b, "%s ", e.Relation)
		}
		b.WriteString(e.Type + ":" + e.Message)
		if e.Omitted > 0 {
			fmt.Fprintf(&b, " (%d omitted)", e.Omitted)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// mostExceptions is how many exceptions may be read of a text with this chain.
func mostExceptions(chain []exception.Exception) int {
	for _, e := range chain {
		switch e.Relation {
		case exception.RelationMember:
			return maxGroupExceptions
		case exception.RelationSuppressed:
			return MaxExceptions + maxSuppressed
		}
	}
	return MaxExceptions
}

func TestParse_SaysHowExceptionsBelongTogether(t *testing.T) {
	for _, tt := range []struct{ name, language, text, want string }{
		{"Python: members with causes, below what was raised from the group", "python", pythonGroupTrace, `
RuntimeError:wrapped
  cause ExceptionGroup:two failed (2 sub-exceptions)
    member 0 ShopError:no such order⏎second line
      cause KeyError:'order-2'
    member 1 ZeroDivisionError:division by zero
`},
		{"Python: a context is none of the causes", "python", `Traceback (most recent call last):
  File "/app/a.py", line 1, in a
KeyError: 1

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/b.py", line 2, in b
ShopError: 2

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/c.py", line 3, in c
ValueError: x
`, `
ValueError:x
  cause ShopError:2
    context KeyError:1
`},
		{"Python: groups in groups, one with a context, and what Python left out", "python", pythonNestedTrace, `
ExceptionGroup:outer (3 sub-exceptions)
  member 0 ExceptionGroup:inner (18 sub-exceptions) (3 omitted)
    member 0 ValueError:a
    member 1 KeyError:b
      context OSError:c
  member 1 TypeError:x⏎y
  member 2 LookupError:z
  context OSError:first
`},
		{"Node.js: members with causes, brackets and what was left out", "nodejs", v8GroupTrace, `
Error:wrap
  cause AggregateError:outer (3 omitted)
    member 0 AggregateError:All promises were rejected
      member 0 Error:a⏎          second line
        cause TypeError:root
      member 1 RangeError:b
    member 1 AggregateError:deep (1 omitted)
    member 2 Error:no frames
    member 3 Error:last
`},
		{".NET: members with inner exceptions below an outer one", "dotnet", dotnetGroupTrace, `
System.Exception:outer
  cause System.AggregateException:One or more errors occurred. (a) (b) (x)
    member 0 System.InvalidOperationException:a
      cause System.IO.IOException:root
    member 1 System.ArgumentException:b
      cause System.IO.IOException:root 2
    member 2 System.AggregateException:x
      member 0 System.TimeoutException:x
      member 1 System.TimeoutException:y
`},
		{".NET Framework prints the first member twice", "dotnet", `System.AggregateException: both ---> System.Exception: a
   at Acme.A.F()
   --- End of inner exception stack trace ---
   at Acme.A.All()
---> (Inner Exception #0) System.Exception: a
   at Acme.A.F()<---

---> (Inner Exception #1) System.Exception: b
   at Acme.A.G()<---
`, `
System.AggregateException:both
  member 0 System.Exception:a
  member 1 System.Exception:b
`},
		{"Java: suppressed ones of each exception, and of a suppressed one", "java", javaSuppressedTrace, `
a.Outer:1
  suppressed a.Close:2
    suppressed a.Inner:3
    cause a.CloseCause:4
  suppressed a.Second:5
  cause a.Cause:6
    suppressed a.OfCause:7
`},
		{"Rust: causes in a row", "rust", "Error: cannot place\n\nCaused by:\n    0: bad number\n    1: invalid digit\n\nStack backtrace:\n   0: shop::take\n             at ./src/main.rs:5:9\n", `
:cannot place
  cause :bad number
    cause :invalid digit
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			trace, ok := Parse(tt.language, tt.text)
			require.True(t, ok)
			assert.Equal(t, strings.TrimPrefix(tt.want, "\n"), strings.ReplaceAll(tree(indentLines(trace.Exceptions)), "\r", ""))
		})
	}
}

func indentLines(chain []exception.Exception) []exception.Exception {
	for i := range chain {
		chain[i].Message = strings.ReplaceAll(chain[i].Message, "\n", "⏎")
	}
	return chain
}

const pythonNestedTrace = `Traceback (most recent call last):
  File "/app/a.py", line 1, in a
OSError: first

During handling of the above exception, another exception occurred:

  + Exception Group Traceback (most recent call last):
  |   File "/app/a.py", line 2, in a
  | ExceptionGroup: outer (3 sub-exceptions)
  +-+---------------- 1 ----------------
    | Exception Group Traceback (most recent call last):
    |   File "/app/b.py", line 3, in b
    | ExceptionGroup: inner (18 sub-exceptions)
    +-+---------------- 1 ----------------
      | Traceback (most recent call last):
      |   File "/app/c.py", line 4, in c
      | ValueError: a
      +---------------- 2 ----------------
      | Traceback (most recent call last):
      |   File "/app/c.py", line 5, in c
      | OSError: c
      |` + " " + `
      | During handling of the above exception, another exception occurred:
      |` + " " + `
      | Traceback (most recent call last):
      |   File "/app/c.py", line 6, in c
      | KeyError: b
      +---------------- ... ----------------
      | and 3 more exceptions
      +------------------------------------
    +---------------- 2 ----------------
    | TypeError: x
    | y
    +---------------- 3 ----------------
    | LookupError: z
    +------------------------------------
`

const v8GroupTrace = `Error: wrap
    at main (/app/all.js:4:108) {
  [cause]: AggregateError: outer
      at main (/app/all.js:4:10) {
    [errors]: [
      [AggregateError: All promises were rejected] {
        [errors]: [
          Error: a
          second line
              at f (/app/all.js:1:23) {
            [cause]: TypeError: root
                at f (/app/all.js:1:47)
          },
          RangeError: b
              at main (/app/all.js:3:84)
        ]
      },
      [AggregateError: deep] { [errors]: [Array] },
      [Error: no frames],
      Error: last
          at f (/app/all.js:9:1) {
        code: 'E_LAST'
      },
      ... 3 more items
    ]
  }
}
`

const dotnetGroupTrace = `System.Exception: outer
 ---> System.AggregateException: One or more errors occurred. (a) (b) (x)
 ---> System.InvalidOperationException: a
 ---> System.IO.IOException: root
   at A.R()
   --- End of inner exception stack trace ---
   at A.B() in /src/A.cs:line 3
   --- End of inner exception stack trace ---
   at System.Threading.Tasks.Task.WaitAll(Task[] tasks)
   at Program.Main()
 ---> (Inner Exception #1) System.ArgumentException: b
 ---> System.IO.IOException: root 2
   at A.R2()
   --- End of inner exception stack trace ---
   at C.D()<---

 ---> (Inner Exception #2) System.AggregateException: x
 ---> System.TimeoutException: x
   at C.X()
   --- End of inner exception stack trace ---
   at C.Nest()
 ---> (Inner Exception #1) System.TimeoutException: y
   at C.Y()<---
<---

   --- End of inner exception stack trace ---
   at Program.Top()
`

const javaSuppressedTrace = `a.Outer: 1
	at a.A.outer(A.java:1)
	Suppressed: a.Close: 2
		at a.A.close(A.java:2)
		... 1 more
		Suppressed: a.Inner: 3
			at a.A.inner(A.java:3)
	Caused by: a.CloseCause: 4
		at a.A.x(A.java:4)
	Suppressed: a.Second: 5
		at a.A.second(A.java:5)
Caused by: a.Cause: 6
	at a.A.cause(A.java:6)
	... 1 more
	Suppressed: a.OfCause: 7
		... 2 more
`

// checkLink: every exception but the recorded one stands before the one that it stands under.
func checkLink(t *testing.T, chain []exception.Exception, i int) {
	t.Helper()
	e, parent := &chain[i], exception.Parent(chain, i)
	if i == len(chain)-1 {
		if parent != -1 || e.Depth != 0 || e.Relation != exception.RelationNone {
			t.Fatalf("the last is %+v below %d", e.Link, parent)
		}
		return
	}
	if parent <= i || e.Depth < 1 || e.Relation == exception.RelationNone || e.Relation.String() == "unknown" {
		t.Fatalf("%d of %d is %+v below %d", i, len(chain), e.Link, parent)
	}
	if e.Member < 0 || e.Alike != 0 || e.Omitted < 0 {
		t.Fatalf("%d is %+v", i, e.Link)
	}
	for j := range exception.Under(chain, parent) {
		if j == i {
			return
		}
	}
	t.Fatalf("%d is not under %d", i, parent)
}

func TestLink_EveryExceptionStandsBeforeItsParent(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for range 2000 {
		chain := make([]exception.Exception, 1+rng.IntN(20))
		for i := range chain {
			chain[i].Depth = rng.IntN(5)
		}
		link(chain, rng.IntN(2) == 0)
		for i := range chain {
			checkLink(t, chain, i)
		}
	}
}

// FuzzLink: whatever stands in a text with groups, causes and suppressed exceptions, its chain is a tree.
func FuzzLink(f *testing.F) {
	for _, seed := range []string{pythonGroupTrace, pythonNestedTrace, v8GroupTrace, dotnetGroupTrace, javaSuppressedTrace} {
		f.Add(seed)
		f.Add(strings.ReplaceAll(seed, "    ", "  "))
		f.Add(seed + seed)
	}
	f.Add("  [errors]: [\n    at \n    ")
	f.Fuzz(func(t *testing.T, text string) {
		for _, language := range []string{"python", "nodejs", "dotnet", "java"} {
			trace, _ := Parse(language, text)
			checkLimits(t, trace)
		}
	})
}
