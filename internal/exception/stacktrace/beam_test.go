package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var beamCases = []parseCase{
	{"Elixir", samples["beam"], `
RuntimeError: cannot place
- |Enum."-map/2-lists^map/1-0-"/2|lib/enum.ex:1658:0
+ |anonymous fn/1 in Shop.Server.handle/1|lib/shop/server.ex:40:0
+ |Shop.Orders.place/2|lib/shop/orders.ex:12:0
`},
	{"a message of several lines, and functions without a place", `08:19:22.573 [error] Process #PID<0.103.0> raised an exception
** (ArgumentError) errors were found at the given arguments:

  * 1st argument: not a textual representation of an integer

    :erlang.binary_to_integer("tea", 10)
    t.exs:2: anonymous fn/1 in Shop.take/1
    t.exs:12: (file)
    (elixir) src/elixir_lexical.erl:15: :elixir_lexical.run/3
`, `
ArgumentError: errors were found at the given arguments:⏎⏎  * 1st argument: not a textual representation of an integer
- |:elixir_lexical.run/3|src/elixir_lexical.erl:15:0
+ |(file)|t.exs:12:0
+ |anonymous fn/1 in Shop.take/1|t.exs:2:0
- |:erlang.binary_to_integer("tea", 10)|:0:0
`},
	{"an exit that holds an exception", "** (exit) an exception was raised:\n    ** (KeyError) key :tea not found in: %{y: 3}\n        lib/shop.ex:4: Shop.take/1 # <= left hand: tea\n", `
KeyError: key :tea not found in: %{y: 3}
+ |Shop.take/1|lib/shop.ex:4:0
`},
	{"a function that is not there", "** (UndefinedFunctionError) function Shop.nope/2 is undefined\n    Shop.nope(1, \"x\")\n", `
UndefinedFunctionError: function Shop.nope/2 is undefined
+ |Shop.nope(1, "x")|:0:0
`},
	{"a function of an application without a clause for its arguments", "** (FunctionClauseError) no function clause matching in Shop.take/1\n    (shop 0.1.0) Shop.take(\"tea\")\n    (shop 0.1.0) lib/shop.ex:4: Shop.run/1\n", `
FunctionClauseError: no function clause matching in Shop.take/1
+ |Shop.run/1|lib/shop.ex:4:0
+ |Shop.take("tea")|:0:0
`},
	{"the shell of Erlang", "** exception error: an error occurred\n  in operator  +/2\n     called as a + 1\n  in call from m:'-go/1-fun-0-'/2 (m.erl, line 3)\n  in call from lists:map/2 (lists.erl, line 1315)\n", `
error: an error occurred⏎  in operator  +/2⏎     called as a + 1
- lists|map/2|lists.erl:1315:0
+ m|'-go/1-fun-0-'/2|m.erl:3:0
`},
	{"terms", `[{erlang,binary_to_integer,
         [<<"tea">>],
         [{error_info,#{module => erl_erts_errors}}]},
 {'Elixir.Shop','-take/1-fun-0-',1,[{file,"t.exs"},{line,2}]},
 {lists,map,[f,[1]],[{file,
                        "lists.erl"},{line,1658}]},
 {shop,run,0,[{file,"src/shop.erl"}]}]
`, `
: [{erlang,binary_to_integer,⏎         [<<"tea">>],⏎         [{error_info,#{module => erl_erts_errors}}]}
+ shop|run/0|src/shop.erl:0:0
- lists|map|lists.erl:1658:0
+ Shop|-take/1-fun-0-/1|t.exs:2:0
`},
}

func TestParse_Beam(t *testing.T) {
	for _, language := range []string{"elixir", "erlang"} {
		testParse(t, language, "beam", beamCases)
	}
}

func TestIdentity_Beam(t *testing.T) {
	for _, tt := range []struct{ name, frame, want string }{
		{"a function of Elixir", "    lib/a.ex:1: Shop.Orders.place/2", "Shop.Orders.place"},
		{"arguments instead of their number", "** (E) x\n    Shop.Orders.place(\"a/b\", 1)", "Shop.Orders.place"},
		{"a closure of Elixir", "    lib/a.ex:1: anonymous fn/1 in Shop.place/2", "Shop.place"},
		{"a function made by the compiler", "    lib/a.ex:1: Enum.\"-map/2-lists^map/1-0-\"/2", "Enum.map"},
		{"a module of Erlang in Elixir", "    src/a.erl:1: :shop.place/3", "shop.place"},
		{"a function of Erlang", "  in function  shop:place/3 (a.erl, line 1)", "shop.place"},
		{"a closure of Erlang", "  in function  shop:'-place/3-fun-0-'/1 (a.erl, line 1)", "shop.place"},
		{"a term", "[{'Elixir.Shop',place,1,[{file,\"t.exs\"},{line,2}]}]", "Shop.place"},
		{"the body of a file", "    /src/t.exs:1: (file)", "t.exs:(file)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, identities(t, "elixir", tt.frame+"\n"))
		})
	}
}

func FuzzParse_Beam(f *testing.F) { fuzzParse(f, "elixir", beamCases) }

func BenchmarkParse_Beam(b *testing.B) {
	text := "** (RuntimeError) cannot place\n"
	for range 10 {
		text += "    (shop 0.1.0) lib/shop/orders.ex:12: anonymous fn/1 in Shop.Orders.place/2\n"
	}
	benchmarkParse(b, "elixir", text)
}
