package stacktrace

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

var pythonCases = []parseCase{
	{"one exception", samples["python"], `
shop.ShopError: no stock
+ |handle|/app/shop/server.py:40:0 "place(order)"
+ |place|/app/shop/orders.py:12:0 "raise ShopError(\"no stock\")"
`},
	{"in colours, as Python 3.13 writes it", "Traceback (most recent call last):\n  File \x1b[35m\"/app/shop.py\"\x1b[0m, line \x1b[35m5\x1b[0m, in \x1b[35mlookup\x1b[0m\n    return \x1b[31m{}\x1b[0m\x1b[1;31m[\"tea\"]\x1b[0m\n           \x1b[31m~~\x1b[0m\x1b[1;31m^^^^^^^\x1b[0m\n\x1b[1;35mKeyError\x1b[0m: \x1b[35m'tea'\x1b[0m\n", `
KeyError: 'tea'
+ |lookup|/app/shop.py:5:0 "return {}[\"tea\"]"
`},
	{"typed into Python 3.13", "Traceback (most recent call last):\n  File \"<python-input-1>\", line 1, in <module>\n    f()\nValueError: x\n", `
ValueError: x
+ |<module>|<python-input-1>:1:0 "f()"
`},
	{"a cause, marks below the source, a message of two lines", `Traceback (most recent call last):
  File "/app/shop.py", line 5, in lookup
    return {}[f"order-{n}"]
           ~~^^^^^^^^^^^^^^
KeyError: 'order-1'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/shop.py", line 16, in <module>
    main()
  File "/app/shop.py", line 7, in main
    raise ShopError("no such order\nsecond line") from e
ShopError: no such order

second line
`, `
KeyError: 'order-1'
+ |lookup|/app/shop.py:5:0 "return {}[f\"order-{n}\"]"
ShopError: no such order⏎⏎second line
+ |<module>|/app/shop.py:16:0 "main()"
+ |main|/app/shop.py:7:0 "raise ShopError(\"no such order\\nsecond line\") from e"
`},
	{"a cause and a context", `Traceback (most recent call last):
  File "/app/a.py", line 1, in a
KeyError: 1

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/b.py", line 2, in b
TypeError

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/c.py", line 3, in c
ValueError: x
`, `
KeyError: 1
+ |a|/app/a.py:1:0
TypeError: 
+ |b|/app/b.py:2:0
ValueError: x
+ |c|/app/c.py:3:0
`},
	{"a repeated line", `Traceback (most recent call last):
  File "/app/a.py", line 9, in <module>
    rec(10)
  File "/app/a.py", line 14, in rec
    return rec(n-1)
           ^^^^^^^^
  [Previous line repeated 2 more times]
RecursionError: maximum recursion depth exceeded
`, `
RecursionError: maximum recursion depth exceeded
+ |<module>|/app/a.py:9:0 "rec(10)"
+ |rec|/app/a.py:14:0 "return rec(n-1)"
+ |rec|/app/a.py:14:0 "return rec(n-1)"
+ |rec|/app/a.py:14:0 "return rec(n-1)"
`},
	{"a syntax error", `Traceback (most recent call last):
  File "/app/a.py", line 1, in load
    exec(code)
  File "<string>", line 3
    a = = 2
        ^
SyntaxError: invalid syntax
`, `
SyntaxError: invalid syntax
+ |load|/app/a.py:1:0 "exec(code)"
+ ||<string>:3:0 "a = = 2"
`},
	{"libraries, frozen modules and notes", `Traceback (most recent call last):
  File "/app/a.py", line 1, in load
    json.loads(text)
  File "/usr/lib/python3.11/json/__init__.py", line 346, in loads
  File "/app/.venv/lib/python3.12/site-packages/httpx/_client.py", line 9, in send
  File "C:\Python311\Lib\json\decoder.py", line 1, in decode
  File "<frozen importlib._bootstrap>", line 241, in _call_with_frames_removed
json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)
while reading the cart
`, `
json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)⏎while reading the cart
+ |load|/app/a.py:1:0 "json.loads(text)"
- |loads|/usr/lib/python3.11/json/__init__.py:346:0
- |send|/app/.venv/lib/python3.12/site-packages/httpx/_client.py:9:0
- |decode|C:\Python311\Lib\json\decoder.py:1:0
- |_call_with_frames_removed|<frozen importlib._bootstrap>:241:0
`},
	{"the members of a group stand before it, the first one last, and what was raised from the group follows", pythonGroupTrace, `
ZeroDivisionError: division by zero
+ |run|/app/a.py:22:0 "f()"
KeyError: 'order-2'
+ |find|/app/a.py:5:0 "return orders[n]"
ShopError: no such order⏎second line
+ |place|/app/a.py:7:0 "raise ShopError(n) from e"
ExceptionGroup: two failed (2 sub-exceptions)
+ |run|/app/a.py:24:0 "raise ExceptionGroup(\"two failed\", errors)"
RuntimeError: wrapped
+ |main|/app/a.py:33:0 "raise RuntimeError(\"wrapped\") from e"
`},
	{"a group in a group", `  + Exception Group Traceback (most recent call last):
  |   File "/app/a.py", line 1, in a
  | ExceptionGroup: outer (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Exception Group Traceback (most recent call last):
    |   File "/app/b.py", line 2, in b
    | ExceptionGroup: inner (1 sub-exception)
    +-+---------------- 1 ----------------
      | ValueError: member
      +------------------------------------
    +---------------- 2 ----------------
    | KeyError: second
    +------------------------------------
`, `
KeyError: second
ValueError: member
ExceptionGroup: inner (1 sub-exception)
+ |b|/app/b.py:2:0
ExceptionGroup: outer (2 sub-exceptions)
+ |a|/app/a.py:1:0
`},
	{"frames without a header", "  File \"/app/a.py\", line 1, in a\n  File \"/app/b.py\", line 2, in b", `
: 
+ |a|/app/a.py:1:0
+ |b|/app/b.py:2:0
`},
	{"a local class", "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n__main__.f.<locals>.E: x", `
__main__.f.<locals>.E: x
+ |f|a.py:1:0
`},
}

const pythonGroupTrace = `  + Exception Group Traceback (most recent call last):
  |   File "/app/a.py", line 24, in run
  |     raise ExceptionGroup("two failed", errors)
  | ExceptionGroup: two failed (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/app/a.py", line 5, in find
    |     return orders[n]
    |            ~~~~~~^^^
    | KeyError: 'order-2'
    | 
    | The above exception was the direct cause of the following exception:
    | 
    | Traceback (most recent call last):
    |   File "/app/a.py", line 7, in place
    |     raise ShopError(n) from e
    | ShopError: no such order
    | second line
    +---------------- 2 ----------------
    | Traceback (most recent call last):
    |   File "/app/a.py", line 22, in run
    |     f()
    | ZeroDivisionError: division by zero
    +------------------------------------

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/a.py", line 33, in main
    raise RuntimeError("wrapped") from e
RuntimeError: wrapped
`

func TestParse_Python(t *testing.T) { testParse(t, "python", "python", pythonCases) }

func TestIdentity_Python(t *testing.T) {
	frame := func(file, function string) []string {
		return identities(t, "python", fmt.Sprintf("  File %q, line 1, in %s\n", file, function))
	}
	assert.Equal(t, []string{"orders.py:place"}, frame("/srv/releases/42/shop/orders.py", "place"))
	assert.Equal(t, []string{"shop/__init__.py:place"}, frame("/app/shop/__init__.py", "place"), "__init__ stands for its folder")
	assert.Equal(t, []string{""}, frame("/app/a.py", "<listcomp>"), "comprehensions have no frame since 3.12")
	assert.Equal(t, []string{"<ipython>:f"}, frame("<ipython-input-7-abc>", "f"))
	assert.Equal(t, frame("<stdin>", "f"), frame("<python-input-7>", "f"))
}

func FuzzParse_Python(f *testing.F) { fuzzParse(f, "python", pythonCases) }

func BenchmarkParse_Python(b *testing.B) {
	var text strings.Builder
	text.WriteString("Traceback (most recent call last):\n")
	for i := range 10 {
		fmt.Fprintf(&text, "  File \"/app/shop/module%d.py\", line %d, in function%d\n    return call(order, customer)\n", i, i, i)
	}
	text.WriteString("ValueError: invalid quantity\n")
	benchmarkParse(b, "python", text.String())
}
