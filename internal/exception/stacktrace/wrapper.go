package stacktrace

import (
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
)

// isWrapper says that a frame of a library makes, wraps, checks, logs or records errors for whoever calls
// it. At the crash end such a frame says nothing about the error.
func isWrapper(runtime string, f *exception.Frame) bool {
	return !f.InApp && wrappers[runtime].Fits(f)
}

// wrappers are what makes and wraps errors, assertions, loggers and telemetry SDKs, by runtime. Frames
// without an identity need not be here.
var wrappers = map[string]framerule.Set{
	"python": framerule.SetOf(`
logging structlog loguru logbook eliot opentelemetry sentry_sdk ddtrace elasticapm newrelic six.reraise
tenacity wrapt traceback contextlib.__exit__ contextlib.__aexit__ unittest.case _pytest/outcomes.py
`),
	"java": framerule.SetOf(`
org.slf4j ch.qos.logback org.apache.logging org.apache.log4j org.apache.commons.logging java.util.logging org.jboss.logging
org.tinylog com.google.common.flogger mu.KLogger io.github.oshai timber.log android.util.Log java.lang.System.Logger
io.opentelemetry io.sentry co.elastic.apm datadog.trace com.newrelic com.bugsnag
java.util.Objects.requireNonNull* java.util.Objects.check* jdk.internal.util.Preconditions java.util.Optional.get java.util.Optional.orElseThrow
com.google.common.base.Preconditions com.google.common.base.Verify org.springframework.util.Assert io.vavr.control.Try
org.apache.commons.lang3.Validate org.apache.commons.lang.Validate kotlin.jvm.internal.Intrinsics kotlin.PreconditionsKt*
kotlin.ExceptionsKt* kotlin.ResultKt kotlin.UninitializedPropertyAccessException scala.Predef* scala.sys.package
java.util.concurrent.FutureTask.report java.util.concurrent.CompletableFuture.reportGet java.util.concurrent.CompletableFuture.reportJoin
java.util.concurrent.CompletableFuture.wrapInCompletionException reactor.core.Exceptions io.reactivex.*.ExceptionHelper
org.junit.Assert org.junit.jupiter.api.Assert* org.junit.jupiter.api.Fail* org.assertj org.hamcrest org.testng.Assert
java.lang.Throwable java.lang.Thread.getStackTrace
`),
	"dotnet": framerule.SetOf(`
Serilog NLog log4net Microsoft.Extensions.Logging Microsoft.ApplicationInsights OpenTelemetry System.Diagnostics.Activity
System.Diagnostics.Debug System.Diagnostics.Trace System.Diagnostics.StackTrace System.Environment.get_StackTrace
System.Environment.GetStackTrace Sentry Datadog Elastic.Apm NewRelic Bugsnag
System.ArgumentException.Throw* System.ArgumentNullException.Throw* System.ArgumentOutOfRangeException.Throw*
System.ObjectDisposedException.Throw* System.Runtime.ExceptionServices Ardalis.GuardClauses CommunityToolkit.Diagnostics
UnityEngine.Debug UnityEngine.Logger UnityEngine.DebugLogHandler UnityEngine.StackTraceUtility UnityEngine.Assertions
Xunit.Assert NUnit.Framework.Assert Microsoft.VisualStudio.TestTools FluentAssertions Shouldly
`),
	"javascript": scriptWrappers,
	"gecko":      scriptWrappers,
	"go": framerule.SetOf(`
errors fmt log log/slog github.com/pkg/errors github.com/cockroachdb/errors github.com/go-errors/errors github.com/juju/errors
github.com/pingcap/errors github.com/rotisserie/eris github.com/joomcode/errorx github.com/ztrue/tracerr github.com/samber/oops
github.com/palantir/stacktrace github.com/morikuni/failure gitlab.com/tozd/go/errors golang.org/x/xerrors github.com/hashicorp/go-multierror
go.uber.org/multierr go.uber.org/zap github.com/sirupsen/logrus github.com/rs/zerolog github.com/go-kit/log github.com/go-logr
github.com/golang/glog k8s.io/klog github.com/hashicorp/go-hclog github.com/apex/log github.com/charmbracelet/log github.com/phuslu/log
go.opentelemetry.io github.com/getsentry/sentry-go github.com/DataDog/dd-trace-go gopkg.in/DataDog/dd-trace-go* go.elastic.co/apm
github.com/newrelic/go-agent github.com/bugsnag/bugsnag-go github.com/stretchr/testify google.golang.org/grpc/status
`),
	"ruby": framerule.SetOf(`
logger.rb gems/logger-* gems/semantic_logger-* gems/lograge-* gems/ougai-* gems/opentelemetry-* opentelemetry-* gems/sentry-* sentry-*
gems/ddtrace-* gems/datadog-* gems/newrelic_rpm-* gems/honeybadger-* gems/bugsnag-* gems/minitest-* gems/rspec-expectations-*
gems/rspec-support-* active_support/tagged_logging.rb active_support/broadcast_logger.rb active_support/error_reporter.rb
`),
	"php": framerule.SetOf(`
Monolog Psr\Log OpenTelemetry Sentry DDTrace Webmozart\Assert Assert\Assertion Symfony\Component\ErrorHandler Symfony\Bridge\Monolog
Illuminate\Log Illuminate\Foundation\Bootstrap\HandleExceptions PHPUnit\Framework\Assert Whoops trigger_error Bugsnag Rollbar
`),
	"rust": framerule.SetOf(`
tracing tracing_core tracing_log tracing_subscriber tracing_error tracing_opentelemetry log env_logger fern flexi_logger slog
opentelemetry opentelemetry_sdk sentry sentry_core sentry_panic sentry_backtrace snafu thiserror miette failure error_stack stable_eyre
core::slice::index core::str::slice_error_fail core::unicode alloc::vec::Vec::remove::assert_failed core::cell::panic*
`),
	"dart": framerule.SetOf(`
dart:core-patch/errors_patch.dart dart:core/errors.dart dart:_internal/errors.dart package:logging package:logger package:talker
package:opentelemetry package:sentry package:sentry_flutter package:stack_trace package:flutter/src/foundation/assertions.dart
package:matcher package:test_api package:firebase_crashlytics
`),
	"beam": framerule.SetOf(`
Logger logger logger_server OpenTelemetry OpentelemetryProcess* otel_tracer otel_span Sentry Appsignal Honeybadger ExUnit.Assertions
Kernel.Utils Exception telemetry
`),
	"lua": framerule.SetOf(`error assert xpcall pcall luaunit busted`),
	"powershell": framerule.SetOf(`
Modules/Pester Modules/PSFramework Modules/Logging Write-Error Write-PSFMessage Stop-PSFFunction
`),
	"native": framerule.SetOf(`
raise abort gsignal kill tgkill pthread_kill __pthread_kill* __libc_message* __assert* __GI_* __fortify* __stack_chk* __chk_fail
__cxa_throw __cxa_rethrow __cxa_bad_cast std::terminate __cxxabiv1 _Unwind_* std::__throw_* std::rethrow_exception std::__terminate
__sanitizer* __asan* __interceptor* ___interceptor* __ubsan* __tsan* __msan* __lsan* __hwasan* backtrace boost::throw_exception
boost::exception_detail boost::stacktrace spdlog google::LogMessage google::LogMessageFatal google::DumpStackTrace* absl::log_internal
absl::lts_*::log_internal folly::symbolizer folly::exceptionStr opentelemetry sentry_* backward
objc_exception_throw __exceptionPreprocess NSException* NSAssertionHandler* swift_fatalError* _swift_stdlib_report* _assertionFailure*
swift_unexpectedError swift_runtime_on_report
`),
	"kernel": framerule.SetOf(`
dump_backtrace dump_stack* __dump_stack show_stack show_regs show_trace_log_lvl unwind_backtrace panic nmi_panic __warn warn_slowpath_*
report_bug handle_bug die oops_end print_address_description print_report kasan_* __kasan_* __asan_* check_memory_region bad_page
exc_* asm_exc_* page_fault do_page_fault invalid_op do_invalid_op general_protection do_trap do_error_trap fixup_bug
`),
	"windbg": framerule.SetOf(`
KERNELBASE.RaiseException KERNELBASE.RaiseFailFastException KERNELBASE.DebugBreak kernel32.RaiseException KERNEL32.RaiseException
ntdll.RtlRaise* ntdll.RtlReport* ntdll.RtlpReport* ntdll.RtlFailFast* ntdll.RtlpHeapHandleError ntdll.RtlpLogHeapFailure
ntdll.KiUserExceptionDispatch* ntdll.DbgBreakPoint *.abort *._CxxThrowException *._invoke_watson *._invalid_parameter* *.terminate
*.std.terminate *.std._Xlength_error *.std._Xout_of_range *.std._Throw*
`),
	"perl": framerule.SetOf(`
Carp Log::Log4perl Log::Any Log::Dispatch Log::Contextual Try::Tiny TryCatch Throwable Exception::Class Exception::Base Devel::StackTrace
Moose::Exception Moose::Util Test::More Test::Builder Test2 OpenTelemetry Error
`),
}

// scriptWrappers are for all engines of JavaScript.
var scriptWrappers = framerule.SetOf(`
node:internal/errors internal/errors.js node:assert node:internal/assert assert.js node:internal/console node:internal/util/inspect
node_modules/winston node_modules/pino node_modules/bunyan node_modules/log4js node_modules/loglevel node_modules/debug
node_modules/consola node_modules/signale node_modules/tslog node_modules/@opentelemetry node_modules/@sentry node_modules/@sentry-internal
node_modules/dd-trace node_modules/newrelic node_modules/elastic-apm-node node_modules/@bugsnag node_modules/@datadog node_modules/rollbar
node_modules/http-errors node_modules/@hapi/boom node_modules/verror node_modules/ts-custom-error node_modules/tiny-invariant
node_modules/invariant node_modules/assert node_modules/assert-plus node_modules/chai node_modules/expect node_modules/core-js
node_modules/@babel/runtime node_modules/tslib node_modules/depd node_modules/es6-error
`)
