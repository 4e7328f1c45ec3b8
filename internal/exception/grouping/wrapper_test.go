package grouping

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

const (
	javaCause = "java.sql.SQLTimeoutException: after 30 s\n\tat com.acme.Stock.query(Stock.java:7)\n\tat com.acme.Orders.place(Orders.java:12)\n"
	javaOther = "java.io.IOException: disk full\n\tat com.acme.Stock.write(Stock.java:9)\n\tat com.acme.Orders.place(Orders.java:12)\n"
)

func javaCausedBy(wrapper, at, cause string) string {
	return wrapper + "\n\tat com.acme." + at + "(A.java:1)\nCaused by: " + cause
}

func TestDecide_WhichExceptionDecides(t *testing.T) {
	service := javaCausedBy("com.acme.ServiceException: cannot place", "Api.handle", javaCause)
	for _, tt := range []struct {
		name, language, a, b string
		same                 bool
	}{
		{"Java: one cause through one path is one issue", "java", service, javaCausedBy("com.acme.ServiceException: cannot place", "Api.handle", "java.sql.SQLTimeoutException: after 31 s\n\tat com.acme.Stock.query(Stock.java:7)\n\tat com.acme.Orders.place(Orders.java:13)\n"), true},
		{"Java: two causes below one wrapper are two", "java", service, javaCausedBy("com.acme.ServiceException: cannot place", "Api.handle", javaOther), false},
		{"Java: one cause below two entry points is two", "java", service, javaCausedBy("com.acme.ServiceException: cannot place", "Batch.run", javaCause), false},
		{"Java: an ExecutionException splits nothing", "java", javaCause, javaCausedBy("java.util.concurrent.ExecutionException: java.sql.SQLTimeoutException: after 30 s", "Pool.get", javaCause), true},
		{"Java: nor does a CompletionException around an InvocationTargetException", "java", javaCause, javaCausedBy("java.util.concurrent.CompletionException: x", "Pool.get", javaCausedBy("java.lang.reflect.InvocationTargetException", "Call.invoke", javaCause)), true},
		{"Java: nor a PrivilegedActionException", "java", javaCause, javaCausedBy("java.security.PrivilegedActionException: java.sql.SQLTimeoutException: after 30 s", "Login.run", javaCause), true},
		{"Java: nor an UndeclaredThrowableException", "java", javaCause, javaCausedBy("java.lang.reflect.UndeclaredThrowableException", "Proxy.call", javaCause), true},
		{"Java: two causes below an ExecutionException are two", "java", javaCausedBy("java.util.concurrent.ExecutionException: x", "Pool.get", javaCause), javaCausedBy("java.util.concurrent.ExecutionException: x", "Pool.get", javaOther), false},
		{"Java: a wrapper whose cause has no frames counts with its own", "java", javaCausedBy("java.util.concurrent.ExecutionException: x", "Pool.get", "a.Cause: y\n"), javaCausedBy("java.util.concurrent.ExecutionException: x", "Batch.get", "a.Cause: y\n"), false},
		{"Java: suppressed exceptions do not count", "java", javaCause, javaCause + "\tSuppressed: java.io.IOException: close failed\n\t\tat com.acme.Res.close(Res.java:7)\n", true},
		{".NET: an AggregateException of one splits nothing", "dotnet", "System.TimeoutException: late\n   at Acme.Stock.Take()\n", "System.AggregateException: One or more errors occurred. (late)\n ---> System.TimeoutException: late\n   at Acme.Stock.Take()\n   --- End of inner exception stack trace ---\n   at Acme.Program.Main()\n", true},
		{".NET: nor does a TargetInvocationException", "dotnet", "System.TimeoutException: late\n   at Acme.Stock.Take()\n", "System.Reflection.TargetInvocationException: Exception has been thrown by the target of an invocation.\n ---> System.TimeoutException: late\n   at Acme.Stock.Take()\n   --- End of inner exception stack trace ---\n   at Acme.Program.Main()\n", true},
		{".NET: the message of an AggregateException does not repeat its members", "dotnet", "System.AggregateException: Sync. (late)\n ---> System.TimeoutException: late\n   at Acme.Stock.Take()\n   --- End of inner exception stack trace ---\n   at Acme.Program.Main()\n ---> (Inner Exception #1) System.Exception: b\n   at Acme.A.G()<---\n", "System.AggregateException: Sync. (late) (b)\n ---> System.TimeoutException: late\n   at Acme.Stock.Take()\n   --- End of inner exception stack trace ---\n   at Acme.Program.Main()\n ---> (Inner Exception #1) System.Exception: b\n   at Acme.A.G()<---\n", true},
		{"Node.js: an AggregateError of one splits nothing", "nodejs", "Error: late\n    at take (/app/stock.js:7:11)\n", "AggregateError: All promises were rejected\n    at all (/app/all.js:3:9) {\n  [errors]: [\n    Error: late\n        at take (/app/stock.js:7:11)\n  ]\n}\n", true},
		{"Python: what was raised while another error was handled is another issue below another one", "python",
			python("KeyError", "gone", "find") + "\nDuring handling of the above exception, another exception occurred:\n\n" + python("ShopError", "x", "place"),
			python("OSError", "disk", "write") + "\nDuring handling of the above exception, another exception occurred:\n\n" + python("ShopError", "x", "place"), false},
		{"Python: a context counts like a cause, since most code wraps without saying so", "python",
			python("KeyError", "gone", "find") + "\nDuring handling of the above exception, another exception occurred:\n\n" + python("ShopError", "x", "place"),
			python("KeyError", "gone", "find") + "\nThe above exception was the direct cause of the following exception:\n\n" + python("ShopError", "x", "place"), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := ofText(tt.language, tt.a), ofText(tt.language, tt.b)
			assert.Equal(t, tt.same, a.Fingerprint == b.Fingerprint, "%q\n%q", a.Parts, b.Parts)
			assert.Equal(t, a.Reason, b.Reason)
		})
	}
}

func TestDecide_TitleIsThatOfTheExceptionThatTellsWhatHappened(t *testing.T) {
	d := ofText("java", javaCausedBy("java.util.concurrent.ExecutionException: x", "Pool.get", javaCause))
	assert.Equal(t, "java.sql.SQLTimeoutException: after 30 s", d.Title)
	assert.Equal(t, "com.acme.Stock.query", d.Culprit)
	assert.Equal(t, "java.util.concurrent.ExecutionException", d.Exceptions[1].Type, "what was recorded is still the last one")
	python := ofText("python", python("KeyError", "gone", "find")+"\nDuring handling of the above exception, another exception occurred:\n\n"+python("ShopError", "x", "place"))
	assert.Equal(t, "ShopError: x", python.Title, "what was raised, not what was handled")
}

func TestDecide_LinesOfAPanicOfGoAreASet(t *testing.T) {
	crash := func(message string) string {
		return ofText("go", "panic: "+strings.ReplaceAll(message, "\n", "\n\t")+"\n\ngoroutine 1 [running]:\nmain.all()\n\t/src/all.go:9 +0x4f\n").Fingerprint
	}
	base := crash("no stock for 7\nlate\ngone")
	for _, tt := range []struct {
		name, message string
		same          bool
	}{
		{"in another order", "gone\nno stock for 9\nlate", true},
		{"and more of each", "late\ngone\nlate\nno stock for 1\nno stock for 2", true},
		{"but not without one", "no stock for 7\nlate", false},
		{"nor with another one", "no stock for 7\nlate\ngone\nclosed", false},
	} {
		assert.Equal(t, tt.same, base == crash(tt.message), tt.name)
	}
	assert.NotEqual(t, crash("dump:\n  a\n  b"), crash("  a\ndump:\n  b"), "what is laid out is read in order")
	assert.Equal(t, crash("dump:\n  a\n  b"), crash("dump:\n  a\n  c"), "and by its first two lines")
}
