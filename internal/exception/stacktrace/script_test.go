package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var perlCases = []parseCase{
	{"Carp", samples["perl"], `
: no stock for tea
+ ||/app/shop.pl:4:0
+ |eval {...}|/app/lib/Shop.pm:12:0
+ |Shop::take|/app/lib/Shop.pm:2:0
`},
	{"a message that says called", "Undefined subroutine &Shop::give called at /app/Shop.pm line 2.\n\tShop::take(1) called at /app/shop.pl line 4\n", `
: Undefined subroutine &Shop::give called
+ ||/app/shop.pl:4:0
+ |Shop::take|/app/Shop.pm:2:0
`},
	{"die without a stack has its place", "cannot place:\nno stock at /app/shop.pl line 4, <F> line 1.\n", `
: cannot place:⏎no stock
+ ||/app/shop.pl:4:0
`},
	{"evaluated code, and a library", "in eval at (eval 5) line 1.\n\teval ' confess(\"x\") ' called at /usr/share/perl5/Try.pm line 6\n\tmain::__ANON__() called at (eval 5) line 2\n", `
: in eval
- ||(eval 5):2:0
- |main::__ANON__|/usr/share/perl5/Try.pm:6:0
- |eval ' confess("x") '|(eval 5):1:0
`},
}

func TestParse_Perl(t *testing.T) { testParse(t, "perl", "perl", perlCases) }

func TestIdentity_Perl(t *testing.T) {
	for _, tt := range []struct{ name, frame, want string }{
		{"a function", "Shop::take(\"tea\") called at /app/Shop.pm line 1", "Shop::take"},
		{"a closure", "Shop::__ANON__() called at /app/Shop.pm line 1", "Shop.pm:Shop::__ANON__"},
		{"evaluated code", "Shop::__ANON__() called at (eval 17) line 1", "(eval):Shop::__ANON__"},
		{"eval does not count", "eval {...} called at /app/Shop.pm line 1", ""},
		{"the place of die", "no stock at /app/Shop.pm line 1.", "Shop.pm:"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, identities(t, "perl", tt.frame+"\n"))
		})
	}
}

func FuzzParse_Perl(f *testing.F) { fuzzParse(f, "perl", perlCases) }

var luaCases = []parseCase{
	{"an error that nobody caught", samples["lua"], `
: no stock for tea
- ||[C]:0:0
+ |main chunk|/app/shop.lua:40:0
+ |place|/app/shop.lua:12:0
- |error|[C]:0:0
`},
	{"functions without a name, tail calls, libraries and evaluated code", "msg\nstack traceback:\n\tb.lua:2: in field 'shop.take'\n\t(...tail calls...)\n\tb.lua:4: in function <b.lua:3>\n\t/usr/share/lua/5.4/x.lua:1: in upvalue 'run'\n\t[string \"return 1\"]:1: in main chunk\n", `
: msg
+ |main chunk|[string "return 1"]:1:0
- |run|/usr/share/lua/5.4/x.lua:1:0
+ |b.lua:3|b.lua:4:0
+ |shop.take|b.lua:2:0
`},
}

func TestParse_Lua(t *testing.T) { testParse(t, "lua", "lua", luaCases) }

func TestIdentity_Lua(t *testing.T) {
	for _, tt := range []struct{ name, frame, want string }{
		{"a function", "/app/shop.lua:3: in function 'take'", "shop.lua:take"},
		{"a function of a module counts without it", "/app/shop.lua:3: in function 'shop.take'", "shop.lua:take"},
		{"the place of a definition", "/app/shop.lua:3: in function </app/shop.lua:2>", "shop.lua:"},
		{"evaluated code", "[string \"return 1\"]:1: in main chunk", "[string]:main chunk"},
		{"C does not count", "[C]: in ?", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, identities(t, "lua", "m\nstack traceback:\n\t"+tt.frame+"\n"))
		})
	}
}

func FuzzParse_Lua(f *testing.F) { fuzzParse(f, "lua", luaCases) }

var powershellCases = []parseCase{
	{"the trace of a script", samples["powershell"], `
: no stock
+ |<ScriptBlock>|:1:0
+ |Get-Stock|C:\shop\Stock.ps1:12:0
`},
	{"an error as it is shown", "Get-Item : Cannot find path\nAt C:\\shop\\Stock.ps1:12 char:5\n+     Get-Item tea\n+     ~~~~~~~~~~~~\n    + CategoryInfo          : ObjectNotFound: (C:\\tea:String) [Get-Item], ItemNotFoundException\n    + FullyQualifiedErrorId : PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand\n", `
ItemNotFoundException: Get-Item : Cannot find path
+ ||C:\shop\Stock.ps1:12:5
`},
	{"the view of PowerShell 7", "Exception: /app/shop.ps1:12:5\nLine |\n  12 |      throw " + `"no stock"` + "\n     |      ~~~~~~~~~~~~~~~~\n     | no stock\n     | for tea\n\nnext\n", `
Exception: no stock for tea
+ ||/app/shop.ps1:12:5
`},
	{"a module", "x\nat Get-Tea<Process>, C:\\Users\\u\\Documents\\PowerShell\\Modules\\Tea\\1.2.0\\Tea.psm1: line 3\n", `
: x
- |Get-Tea<Process>|C:\Users\u\Documents\PowerShell\Modules\Tea\1.2.0\Tea.psm1:3:0
`},
}

func TestParse_PowerShell(t *testing.T) { testParse(t, "powershell", "powershell", powershellCases) }

func TestIdentity_PowerShell(t *testing.T) {
	for _, tt := range []struct{ name, frame, want string }{
		{"a function", `Get-Stock, C:\shop\Stock.ps1: line 12`, "Stock.ps1:Get-Stock"},
		{"a block of a function", `Get-Stock<Process>, C:\shop\Stock.ps1: line 12`, "Stock.ps1:Get-Stock"},
		{"a script", `<ScriptBlock>, C:\shop\Stock.ps1: line 12`, "Stock.ps1:"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, identities(t, "powershell", "at "+tt.frame+"\n"))
		})
	}
}

func FuzzParse_PowerShell(f *testing.F) { fuzzParse(f, "powershell", powershellCases) }

func TestWithoutPlace_Perl(t *testing.T) {
	trace, _ := Parse("perl", samples["perl"])
	for _, tt := range []struct{ name, message, want string }{
		{"where it died", "no stock at /app/Shop.pm line 2.\n", "no stock"},
		{"and what was read last", "no stock at /app/Shop.pm line 2, <STDIN> line 17.\n", "no stock"},
		{"in an eval", "no stock at (eval 7) line 1.", "no stock"},
		{"a message of its own", "no stock at line 2", "no stock at line 2"},
		{"a place within", "died at a.pl line 2. Restart it", "died at a.pl line 2. Restart it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, trace.WithoutPlace(tt.message))
		})
	}
}

func TestWithoutPlace_OfOtherRuntimesIsTheMessage(t *testing.T) {
	const message = "take(), called in /app/a.php on line 16"
	trace, _ := Parse("python", samples["python"])
	assert.Equal(t, message, trace.WithoutPlace(message))
	assert.Equal(t, message, (&Trace{}).WithoutPlace(message))
}
