package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var dotnetCases = []parseCase{
	{"one exception", samples["dotnet"], `
System.InvalidOperationException: cannot place
- System.Threading.ThreadPoolWorkQueue|Dispatch|:0:0
+ Acme.Shop.Server|Handle|C:\src\Shop\Server.cs:40:0
+ Acme.Shop.Orders|Place|/src/Shop/Orders.cs:12:0
`},
	{"two inner exceptions, each on a line of its own", `Unhandled exception. Acme.ShopException: cannot place
 ---> System.InvalidOperationException: no stock
second line
 ---> System.Collections.Generic.KeyNotFoundException: The given key 'tea' was not present in the dictionary.
   at System.Collections.Generic.Dictionary` + "`2" + `.get_Item(TKey key)
   at Acme.Stock.Take(String name) in /src/Stock.cs:line 7
   --- End of inner exception stack trace ---
   at Acme.Stock.Take(String name) in /src/Stock.cs:line 9
   --- End of inner exception stack trace ---
   at Program.<Main>$(String[] args) in /src/Program.cs:line 3
`, `
System.Collections.Generic.KeyNotFoundException: The given key 'tea' was not present in the dictionary.
+ Acme.Stock|Take|/src/Stock.cs:7:0
- System.Collections.Generic.Dictionary` + "`2" + `|get_Item|:0:0
System.InvalidOperationException: no stock⏎second line
+ Acme.Stock|Take|/src/Stock.cs:9:0
Acme.ShopException: cannot place
+ Program|<Main>$|/src/Program.cs:3:0
`},
	{"an inner exception on the line of the outer one, as .NET Framework prints it", `System.Exception: outer ---> System.IO.IOException (0x80070020): in use
   at Acme.Files.Open(String path)
   --- End of inner exception stack trace ---
   at Acme.Files.Load(String path)
`, `
System.IO.IOException: in use
+ Acme.Files|Open|:0:0
System.Exception: outer
+ Acme.Files|Load|:0:0
`},
	{"asynchronous methods", `System.TimeoutException: late
   at Acme.Orders.<Place>d__2.MoveNext() in /src/Orders.cs:line 12
--- End of stack trace from previous location where exception was thrown ---
   at System.Runtime.CompilerServices.TaskAwaiter.ThrowForNonSuccess(Task task)
   at Acme.Orders.<>c__DisplayClass3_0.<<Run>b__0>d.MoveNext() in /src/Orders.cs:line 30
--- End of stack trace from previous location ---
   at lambda_method5(Closure, Object, Object[])
`, `
System.TimeoutException: late
- |lambda_method5|:0:0
+ Acme.Orders.<>c__DisplayClass3_0.<<Run>b__0>d|MoveNext|/src/Orders.cs:30:0
- System.Runtime.CompilerServices.TaskAwaiter|ThrowForNonSuccess|:0:0
+ Acme.Orders.<Place>d__2|MoveNext|/src/Orders.cs:12:0
`},
	{"the members of an aggregate stand before it, the first one last", `System.AggregateException: One or more errors occurred. (a) (b)
 ---> System.Exception: a
   at Acme.A.F()
   --- End of inner exception stack trace ---
   at System.Threading.Tasks.Task.WaitAllCore(Task[] tasks)
   at Acme.A.All()
 ---> (Inner Exception #1) System.Exception: b
   at Acme.A.G()<---

`, `
System.Exception: b
+ Acme.A|G|:0:0
System.Exception: a
+ Acme.A|F|:0:0
System.AggregateException: One or more errors occurred. (a) (b)
+ Acme.A|All|:0:0
- System.Threading.Tasks.Task|WaitAllCore|:0:0
`},
	{"Mono", `System.NullReferenceException: Object reference not set to an instance of an object
  at Acme.Box` + "`1[T].<Open>g__f|1_0" + ` (System.Int32[] list) <0x40b745f0 + 0x00122> in /src/Box.cs:13
  at (wrapper managed-to-native) Acme.Native:Call (intptr,int&)
  at Acme.Box` + "`1[T]..ctor" + ` () [0x00007] in <6a1f00c0ffee#17>:0 
  at Program.Main () [0x00000] in <filename unknown>:0
`, `
System.NullReferenceException: Object reference not set to an instance of an object
+ Program|Main|filename unknown:0:0
+ Acme.Box` + "`1[T]" + `|.ctor|6a1f00c0ffee:0:0
- Acme.Native|Call|(wrapper):0:0
+ Acme.Box` + "`1[T]" + `|<Open>g__f|1_0|/src/Box.cs:13:0
`},
	{"what Unity writes into its log", `NullReferenceException: Object reference not set to an instance of an object
Acme.Cart.Pay (System.Int32 amount, .T0 unit) (at Assets/My Scripts/Cart.cs:46)
Acme.Cart/Lines:Update() (at Assets/Cart.cs:58)
UnityEngine.Debug:Log (object)
UnityEngine.EventSystems.EventSystem:Update()
(Filename: Assets/Cart.cs Line: 46)
`, `
NullReferenceException: Object reference not set to an instance of an object
- UnityEngine.EventSystems.EventSystem|Update|:0:0
- UnityEngine.Debug|Log|:0:0
+ Acme.Cart/Lines|Update|Assets/Cart.cs:58:0
+ Acme.Cart|Pay|Assets/My Scripts/Cart.cs:46:0
`},
	{"Unity prints the cause first", `KeyNotFoundException: tea
  at Acme.Stock.Take (System.String name) [0x00007] in <00000000000000000000000000000000>:0 
Rethrow as ShopException: cannot place
  at Acme.Orders.Place (System.String name) [0x00012] in <00000000000000000000000000000000>:0 
`, `
KeyNotFoundException: tea
+ Acme.Stock|Take|00000000000000000000000000000000:0:0
ShopException: cannot place
+ Acme.Orders|Place|00000000000000000000000000000000:0:0
`},
	{"a log goes on below the trace", "System.Exception: x\n   at A.B.C()\nnext entry\n   at D.E.F()\n", `
System.Exception: x
+ A.B|C|:0:0
`},
	{"a trace that was cut inside an inner exception", "E: outer\n ---> F: inner\n   at A.B.C()\n", `
F: inner
+ A.B|C|:0:0
E: outer
`},
	{"French, with an inner exception and an asynchronous call", `System.Exception: externe ---> System.ArgumentNullException: La valeur ne peut pas être null.
Nom du paramètre : n
   à Acme.Stock.Take(Int32 n) dans C:\src\Stock.cs:ligne 7
   --- Fin de la trace de la pile d'exception interne ---
   à Acme.Orders.Place() dans C:\My Shop\Orders.cs:ligne 12
--- Fin de la trace de la pile à partir de l'emplacement précédent où l'exception a été levée ---
   à Acme.Program.Main()
`, `
System.ArgumentNullException: La valeur ne peut pas être null.⏎Nom du paramètre : n
+ Acme.Stock|Take|C:\src\Stock.cs:7:0
System.Exception: externe
+ Acme.Program|Main|:0:0
+ Acme.Orders|Place|C:\My Shop\Orders.cs:12:0
`},
	{"German, whose places end with a dot, behind the words of who ended the program", `Unbehandelte Ausnahme: System.DivideByZeroException: Es wurde durch 0 geteilt.
   bei Acme.Shop.Größe(String straße) in C:\src\Shop.cs:Zeile 12.
   bei Acme.Program.Main()
`, `
System.DivideByZeroException: Es wurde durch 0 geteilt.
+ Acme.Program|Main|:0:0
+ Acme.Shop|Größe|C:\src\Shop.cs:12:0
`},
	{"Japanese, Chinese, Korean, Russian, Turkish and Hungarian, which put the words at other places", `System.Exception: x
   場所 Acme.A.F(Int32 n) 場所 C:\src\A.cs:行 1
   於 Acme.A.F(Int32 n) 於 C:\src\A.cs: 行 2
   위치: Acme.A.F(Int32 n) 파일 C:\src\A.cs:줄 3
в Acme.A.F(Int32 n) в C:\src\A.cs:строка 4
   konum: Acme.A.F(Int32 n) C:\src\A.cs içinde: satır 5
   hely: Acme.A.F(Int32 n) hely: C:\src\A.cs, sor: 6
`, `
System.Exception: x
+ Acme.A|F|C:\src\A.cs:6:0
+ Acme.A|F|C:\src\A.cs:5:0
+ Acme.A|F|C:\src\A.cs:4:0
+ Acme.A|F|C:\src\A.cs:3:0
+ Acme.A|F|C:\src\A.cs:2:0
+ Acme.A|F|C:\src\A.cs:1:0
`},
	{"tuples among the parameters, names of F# and of scripts", `System.Exception: x
   at Acme.A.G(Func` + "`2" + ` f, ValueTuple` + "`2" + ` t, (Int32 a, String b) u) in /src/A.cs:line 1
   at Shop.place@12-1.Invoke(Int32 x)
   at Submission#0.<<Initialize>>d__0.MoveNext()
`, `
System.Exception: x
+ Submission#0.<<Initialize>>d__0|MoveNext|:0:0
+ Shop.place@12-1|Invoke|:0:0
+ Acme.A|G|/src/A.cs:1:0
`},
	{"no header", "   at A.B.C()", `
: 
+ A.B|C|:0:0
`},
}

func TestParse_Dotnet(t *testing.T) { testParse(t, "dotnet", "dotnet", dotnetCases) }

func TestParse_DotnetProseIsNoTranslatedFrame(t *testing.T) {
	for _, text := range []string{
		"failed\nin Orders.place()\n", "failed\n  in Context.Provider (created by App)\n", "failed\n  return foo.bar()\n",
		"failed\n   in the Acme.Shop.Place() call\n", "failed\n   en Orders()\n", "failed\n   в\n",
	} {
		_, _, ok := Find(text)
		assert.False(t, ok, text)
	}
}

func TestIdentity_Dotnet(t *testing.T) {
	for _, tt := range []struct{ name, frame, want string }{
		{"a method", "Acme.Orders.Place(Int32 n) in /src/Orders.cs:line 12", "Acme.Orders.Place"},
		{"an asynchronous method", "Acme.Orders.<Place>d__2.MoveNext()", "Acme.Orders.Place"},
		{"an iterator of a caller's own keeps its name", "Acme.Pages.MoveNext()", "Acme.Pages.MoveNext"},
		{"a lambda", "Acme.Orders.<>c__DisplayClass3_0`1.<Place>b__0(String s)", "Acme.Orders.Place"},
		{"an asynchronous lambda", "Acme.Orders.<>c.<<Place>b__1_0>d.MoveNext()", "Acme.Orders.Place"},
		{"a local function", "Acme.Orders.<Place>g__check|4_0(Int32 n)", "Acme.Orders.Place.check"},
		{"type arguments", "Acme.Box`1[System.String].Open[T](T a)", "Acme.Box.Open"},
		{"a nested type has one name in all runtimes", "Acme.Box`1+Lid.Open(Int32 a)", "Acme.Box.Lid.Open"},
		{"a constructor", "Acme.Box..ctor()", "Acme.Box..ctor"},
		{"an explicit implementation", "Acme.Box.System.IDisposable.Dispose()", "Acme.Box.System.IDisposable.Dispose"},
		{"the machinery of tasks does not count", "System.Runtime.CompilerServices.TaskAwaiter.GetResult()", ""},
		{"reflection does not count", "System.Reflection.RuntimeMethodInfo.Invoke(Object obj, Object[] args)", ""},
		{"wrappers do not count", "(wrapper runtime-invoke) Acme.Box.Call (object,intptr)", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, identities(t, "dotnet", "System.Exception: x\n   at "+tt.frame+"\n"))
		})
	}
}

func FuzzParse_Dotnet(f *testing.F) { fuzzParse(f, "dotnet", dotnetCases) }

func BenchmarkParse_Dotnet(b *testing.B) {
	text := "System.Exception: x is not a function\n"
	for range 10 {
		text += "   at Acme.Shop.Orders.Place(Int32 number) in /src/Shop/Orders.cs:line 12\n"
	}
	benchmarkParse(b, "dotnet", text)
}
