package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var javaCases = []parseCase{
	{"the root cause first, as Logback can print it", `java.io.IOException: gone
	at com.acme.Stock.take(Stock.java:7)
	... 2 common frames omitted
Wrapped by: com.acme.ShopException: cannot place
	at com.acme.Orders.place(Orders.java:12)
	at com.acme.Main.main(Main.java:3)
`, `
java.io.IOException: gone (cut)
+ com.acme.Stock|take|Stock.java:7:0
com.acme.ShopException: cannot place
+ com.acme.Main|main|Main.java:3:0
+ com.acme.Orders|place|Orders.java:12:0
`},
	{"lines of code that a shrinker gave, and a bundle without a space before it", `E: x
	at a.b.c(Unknown Source:12)
	at org.acme.Orders.place(Orders.java:12)[59:org.acme.shop:1.0]
	at org.acme.Main.main(Main.java:3) ~[shop(1).jar:1.0]
`, `
E: x
+ org.acme.Main|main|Main.java:3:0
+ org.acme.Orders|place|Orders.java:12:0
+ a.b|c|Unknown Source:12:0
`},
	{"frames that a logger left out are not those of the exception above", `com.acme.ShopException: cannot place
	at com.acme.Orders.place(Orders.java:12)
	... 12 frames excluded
	at com.acme.Main.main(Main.java:3)
Caused by: java.io.IOException: gone
	at com.acme.Stock.take(Stock.java:7)
	... 3 frames truncated
`, `
java.io.IOException: gone (cut)
+ com.acme.Stock|take|Stock.java:7:0
com.acme.ShopException: cannot place (cut)
+ com.acme.Main|main|Main.java:3:0
+ com.acme.Orders|place|Orders.java:12:0
`},
	{"what Android prints above the exception", `FATAL EXCEPTION: main
Process: com.acme.shop, PID: 17
java.lang.IllegalStateException: no stock
	at com.acme.shop.Main.onCreate(Main.kt:12)
	at a.b(:3)
`, `
java.lang.IllegalStateException: no stock
+ a|b|:3:0
+ com.acme.shop.Main|onCreate|Main.kt:12:0
`},
	{"modules, class loaders, Scala, and a name of Kotlin with spaces and brackets", `E: x
	at app//com.acme.A$Companion.of(A.kt:1) [classes!/:na]
	at java.base@17.0.1/java.lang.Thread.run(Thread.java:840) ~[?:?]
	at com.acme.Main$.$anonfun$main$1(Main.scala:12)
	at com.acme.OrdersTest.places an order (of tea)(OrdersTest.kt:3)
`, `
E: x
+ com.acme.OrdersTest|places an order (of tea)|OrdersTest.kt:3:0
+ com.acme.Main$|$anonfun$main$1|Main.scala:12:0
- java.lang.Thread|run|Thread.java:840:0
+ com.acme.A$Companion|of|A.kt:1:0
`},
	{"one exception", samples["java"], `
com.acme.ShopException: cannot place
- java.lang.Thread|run|Thread.java:840:0
+ com.acme.Server|handle|Server.java:40:0
+ com.acme.Orders|place|Orders.java:12:0
`},
	{"causes with the frames that they share filled in", `com.acme.ShopException: cannot place
	at com.acme.Orders.place(Orders.java:6)
	at com.acme.Server.handle(Server.java:11)
	at com.acme.Server.main(Server.java:9)
Caused by: com.acme.StockException
	at com.acme.Stock.take(Stock.java:5)
	... 2 more
Caused by: java.lang.IllegalStateException: boom
second line
	at com.acme.Stock.read(Stock.java:4)
	... 3 more
`, `
java.lang.IllegalStateException: boom⏎second line
+ com.acme.Server|main|Server.java:9:0
+ com.acme.Server|handle|Server.java:11:0
+ com.acme.Stock|take|Stock.java:5:0
+ com.acme.Stock|read|Stock.java:4:0
com.acme.StockException: 
+ com.acme.Server|main|Server.java:9:0
+ com.acme.Server|handle|Server.java:11:0
+ com.acme.Stock|take|Stock.java:5:0
com.acme.ShopException: cannot place
+ com.acme.Server|main|Server.java:9:0
+ com.acme.Server|handle|Server.java:11:0
+ com.acme.Orders|place|Orders.java:6:0
`},
	{"suppressed exceptions stand beside the cause, each with its own causes and the frames they share", `com.acme.ShopException: cannot place
	at com.acme.Orders.place(Orders.java:6)
	Suppressed: java.io.IOException: close failed
		at com.acme.Res.close(Res.java:7)
		... 1 more
	Caused by: java.lang.Error: of the suppressed one
		at com.acme.Res.x(Res.java:8)
Caused by: java.lang.IllegalStateException: boom
	at com.acme.Stock.take(Stock.java:5)
	... 1 more
`, `
java.lang.IllegalStateException: boom
+ com.acme.Orders|place|Orders.java:6:0
+ com.acme.Stock|take|Stock.java:5:0
java.lang.Error: of the suppressed one
+ com.acme.Res|x|Res.java:8:0
java.io.IOException: close failed
+ com.acme.Orders|place|Orders.java:6:0
+ com.acme.Res|close|Res.java:7:0
com.acme.ShopException: cannot place
+ com.acme.Orders|place|Orders.java:6:0
`},
	{"a circular cause", `java.lang.Exception: a
	at com.acme.A.a(A.java:1)
Caused by: java.lang.Exception: b
	... 1 more
Caused by: [CIRCULAR REFERENCE: java.lang.Exception: a]
`, `
java.lang.Exception: b
+ com.acme.A|a|A.java:1:0
java.lang.Exception: a
+ com.acme.A|a|A.java:1:0
`},
	{"more shared frames than were printed", "E: x\n\tat a.B.c(B.java:1)\nCaused by: F: y\n\tat a.D.e(D.java:2)\n\t... 40 common frames omitted\n", `
F: y (cut)
+ a.B|c|B.java:1:0
+ a.D|e|D.java:2:0
E: x
+ a.B|c|B.java:1:0
`},
	{"modules, class loaders, jars, native and generated code", `Exception in thread "main" java.lang.reflect.InvocationTargetException
	at jdk.internal.reflect.NativeMethodAccessorImpl.invoke0(Native Method) ~[?:?]
	at java.base@17.0.1/java.lang.reflect.Method.invoke(Method.java:569)
	at app//com.acme.Main.run(Main.java:3)
	at com.acme.loader/shop@9.0/com.acme.Main.go(Main.java)
	at com.acme.Orders.place(Orders.java:12) ~[shop.jar!/:1.2]
	at org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:897) [spring-webmvc-5.3.jar:5.3]
	at com.acme.Main$$Lambda$14/0x0000000800c03000.run(Unknown Source)
	at com.acme.Orders$$EnhancerBySpringCGLIB$$1a2b.place(<generated>)
	at jdk.proxy2.$Proxy7.place(Unknown Source)
	at com.acme.Main.lambda$main$0(Main.java:8)
	at com.acme.Main.<init>(Main.java:2)
`, `
java.lang.reflect.InvocationTargetException: 
+ com.acme.Main|<init>|Main.java:2:0
+ com.acme.Main|lambda$main$0|Main.java:8:0
- jdk.proxy2.$Proxy7|place|Unknown Source:0:0
- com.acme.Orders$$EnhancerBySpringCGLIB$$1a2b|place|<generated>:0:0
- com.acme.Main$$Lambda$14/0x0000000800c03000|run|Unknown Source:0:0
- org.springframework.web.servlet.FrameworkServlet|service|FrameworkServlet.java:897:0
+ com.acme.Orders|place|Orders.java:12:0
+ com.acme.Main|go|Main.java:0:0
+ com.acme.Main|run|Main.java:3:0
- java.lang.reflect.Method|invoke|Method.java:569:0
- jdk.internal.reflect.NativeMethodAccessorImpl|invoke0|Native Method:0:0
`},
	{"Kotlin and Scala", `java.lang.IllegalStateException: x
	at com.acme.ShopTest.place an order(ShopTest.kt:12)
	at com.acme.Shop$$anon$2.$anonfun$run$1(Shop.scala:3)
	at kotlinx.coroutines.DispatchedTask.run(DispatchedTask.kt:9)
	at com.javatools.Main.main(Main.kt:1)
`, `
java.lang.IllegalStateException: x
+ com.javatools.Main|main|Main.kt:1:0
- kotlinx.coroutines.DispatchedTask|run|DispatchedTask.kt:9:0
+ com.acme.Shop$$anon$2|$anonfun$run$1|Shop.scala:3:0
+ com.acme.ShopTest|place an order|ShopTest.kt:12:0
`},
	{"a message that looks like frames", "E: we met\nat the movies (again)\n\tat a.B.c(B.java:1)\n", `
E: we met⏎at the movies (again)
+ a.B|c|B.java:1:0
`},
}

func TestParse_Java(t *testing.T) { testParse(t, "java", "java", javaCases) }

func TestIdentity_Java(t *testing.T) {
	for _, tt := range []struct{ name, frame, want string }{
		{"a method", "com.acme.Orders.place(Orders.java:1)", "com.acme.Orders.place"},
		{"the number of a lambda", "com.acme.Orders.lambda$place$12(Orders.java:1)", "com.acme.Orders.lambda$place$"},
		{"the number of an anonymous class", "com.acme.Orders$3$1.run(Orders.java:1)", "com.acme.Orders$$.run"},
		{"a name that holds digits", "com.acme.V2$Step3.run(V2.java:1)", "com.acme.V2$Step3.run"},
		{"a class made by Spring", "com.acme.Orders$$SpringCGLIB$$0.place(<generated>)", "com.acme.Orders.place"},
		{"a class made by Hibernate", "com.acme.Order$HibernateProxy$x7Kq.getId(Unknown Source)", "com.acme.Order.getId"},
		{"a lambda's own class does not count", "com.acme.Orders$$Lambda$5/1034.run(Unknown Source)", ""},
		{"a proxy does not count", "com.sun.proxy.$Proxy12.place(Unknown Source)", ""},
		{"reflection does not count", "java.base/jdk.internal.reflect.GeneratedMethodAccessor44.invoke(Unknown Source)", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, identities(t, "java", "E\n\tat "+tt.frame+"\n"))
		})
	}
}

func FuzzParse_Java(f *testing.F) { fuzzParse(f, "java", javaCases) }

func BenchmarkParse_Java(b *testing.B) {
	text := "com.acme.ShopException: cannot place\n"
	for range 10 {
		text += "\tat com.acme.shop.Orders.place(Orders.java:12)\n"
	}
	benchmarkParse(b, "java", text)
}
