// Package stacktrace answers: which exceptions and which frames does this text hold?
//
// OpenTelemetry carries a stack trace as the text that the runtime printed. Parse turns it into
// the nouns of package exception; Find does the same for a trace that stands inside a log body.
//
// Everything special about a runtime stands in its own file: its grammar, which frames belong to
// the application, and which part of a frame stays the same when the program is rebuilt or moved
// (AppendIdentity, what grouping counts), each rule with the name that explanations show (origin.go);
// what tools generate or put somewhere is in made.go, and what makes, wraps and logs errors in wrapper.go;
// what concerns single frames is in a second file where one would be long. The list of runtimes
// stands once, in runtime.go: to add one, write its file and add its line, and a sample to the tests,
// which every other runtime has to refuse.
//
//	python      Python                      ruby        Ruby
//	php         PHP                         rust        Rust
//	java        the languages on the JVM    dart        Dart, Flutter
//	dotnet      .NET, Mono, Unity           beam        Elixir, Erlang
//	javascript  V8, Hermes                  lua         Lua
//	gecko       Firefox, Safari             powershell  PowerShell
//	go          Go                          native      C, C++, Objective-C, Swift
//	kernel      the Linux kernel            perl        Perl
//	windbg      debuggers of Windows
//
// Function, File, Line and Column are what the text says; only where a runtime prints the function that
// was called with the place of the call (PHP, Perl), each function gets the place inside it. Most readers
// are made of a section, which keeps the header above the first frame.
//
// Limits, so that any input costs linear time and bounded memory:
//
//	64 KiB of text: the first and the last half of it are read, the middle is skipped
//	64 frames per stack: the first and the last half are kept
//	16 exceptions per chain: the first and the last half are kept; 256 where there are groups
//
// Each exception has a Link: what it is to another one of the chain. Members of groups and suppressed
// exceptions are read in files of their own (pythongroup.go, v8group.go, dotnetgroup.go, javasuppressed.go).
//
// What was cut is marked with Stack.Truncated. The strings of a Trace point into the text that
// was given (but for a text that was cut or had colours): clone what must outlive it.
package stacktrace
