package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Each has a frame of a library that failed, and above it those that made, logged or recorded the error.
func TestPassedThrough_WrappersAndLoggersAtTheCrashEnd(t *testing.T) {
	for _, tt := range []struct {
		runtime *runtime
		frames  []exception.Frame
		want    uint64
	}{
		{&python, []exception.Frame{
			{File: "/venv/lib/python3.12/site-packages/flask/app.py", Function: "run"},
			{File: "/usr/lib/python3.12/logging/__init__.py", Function: "exception"}}, 0b10},
		{&php, []exception.Frame{{File: "/app/vendor/a/b.php", Function: `A\B->run`}, {File: "/app/vendor/monolog/Logger.php", Function: `Monolog\Logger->error`}}, 0b10},
		{&java, []exception.Frame{
			{Module: "org.acme.Client", Function: "get"}, {Module: "java.util.Objects", Function: "requireNonNull"}}, 0b10},
		{&java, []exception.Frame{{Module: "java.util.Objects", Function: "hash"}}, 0},
		{&dotnet, []exception.Frame{{Module: "System.IO.File", Function: "Open"}, {Module: "System.ArgumentNullException", Function: "ThrowIfNull"}}, 0b10},
		{&v8, []exception.Frame{
			{File: "/app/node_modules/express/index.js", Function: "next"}, {File: "/app/node_modules/http-errors/index.js", Function: "createError"},
			{File: "/app/node_modules/@opentelemetry/sdk-trace-base/build/src/Span.js", Function: "Span.recordException"}}, 0b110},
		{&gecko, []exception.Frame{{File: "https://a.example/node_modules/vue/vue.js"}, {File: "https://a.example/node_modules/tiny-invariant/index.js"}}, 0b10},
		{&golang, []exception.Frame{
			{Module: "github.com/sirupsen/logrus", Function: "Info"}, {Module: "github.com/acme/lib", Function: "Run"},
			{Module: "github.com/cockroachdb/errors", Function: "Wrap"}, {Module: "go.uber.org/zap", Function: "(*Logger).Panic"}}, 0b1100},
		{&ruby, []exception.Frame{{File: "/gems/rack-3.0/lib/rack.rb", Function: "call"}, {File: "/gems/opentelemetry-sdk-1.2/lib/span.rb", Function: "record_exception"}}, 0b10},
		{&rust, []exception.Frame{{Function: "hyper::client::get"}, {Function: "tracing::span::Span::in_scope"}}, 0b10},
		{&dart, []exception.Frame{{File: "package:http/http.dart"}, {File: "dart:core-patch/errors_patch.dart", Function: "_AssertionError._throwNew"}}, 0b10},
		{&beam, []exception.Frame{{Function: "Plug.call/2"}, {Function: "Logger.error/2"}}, 0b10},
		{&lua, []exception.Frame{{File: "/usr/share/lua/5.4/a.lua", Function: "f"}, {File: "[C]", Function: "error"}}, 0b10},
		{&powershell, []exception.Frame{{File: "/Modules/Az/Az.psm1", Function: "Get"}, {File: "/Modules/Pester/Pester.psm1", Function: "Should"}}, 0b10},
		{&native, []exception.Frame{{Function: "boost::asio::run()"}, {Function: "__assert_fail"}, {Function: "abort"}, {Function: "raise"}}, 0b1110},
		{&kernel, []exception.Frame{{Function: "do_syscall_64"}, {Function: "kasan_report"}, {Function: "dump_stack_lvl"}}, 0b110},
		{&windbg, []exception.Frame{
			{Module: "combase", Function: "CoCreateInstance"}, {Module: "VCRUNTIME140", Function: "_CxxThrowException"}, {Module: "KERNELBASE", Function: "RaiseException"}}, 0b110},
		{&perl, []exception.Frame{{Function: "LWP::get", File: "/usr/share/perl5/LWP.pm"}, {Function: "Carp::croak", File: "/usr/share/perl5/Carp.pm"}}, 0b10},
	} {
		t.Run(tt.runtime.name, func(t *testing.T) {
			trace := Trace{runtime: tt.runtime}
			e := exception.Exception{Stack: exception.Stack{Frames: tt.frames}}
			assert.Equal(t, tt.want, trace.PassedThrough(&e), "%b", trace.PassedThrough(&e))
			for i := range tt.frames {
				tt.frames[i].InApp = true
			}
			assert.Zero(t, trace.PassedThrough(&e), "code of the application that is named so is no wrapper")
		})
	}
}
