package stacktrace

import (
	"iter"
	"slices"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// runtime is one way of printing stack traces, and what is known about its frames.
type runtime struct {
	// name is Trace.Runtime.
	name string
	// languages are the values of telemetry.sdk.language whose traces have this form.
	languages []string
	// find returns where the first trace begins inside a text: at the header of its first
	// exception, or at its first frame when it has none. -1 when there is none. It must be
	// quick to say so, because every error log without a trace goes through it.
	find func(text string) int
	// parse returns the chain, root cause first, of frames that are outermost first; without
	// a frame in any of them the text is not of this runtime.
	parse func(text string) []exception.Exception
	// omits says in words which lines of a text parse does not turn into frames; "" when it
	// keeps all. It is only read by people.
	omits string
	// origin says whose code a frame is and by which rule.
	origin func(f *exception.Frame) Origin
	// leftOut says why a frame must not count; identity is asked for the others only. nil: none
	// is left out but those for which identity appends nothing.
	leftOut func(f *exception.Frame) LeftOut
	// identity appends what identifies the code of a frame across builds, deploys and machines,
	// and nothing for a frame without such.
	identity func(dst []byte, f *exception.Frame) []byte
	// withoutPlace takes off a message where in the code the error was made, which the language writes
	// into it and which is another after each deploy. nil: it writes none.
	withoutPlace func(message string) string
}

// runtimes are all that are known. Where the language is missing or wrong they are tried in this
// order; each is strict enough to refuse the frames of the others.
var runtimes = []*runtime{
	&python,
	&php, // before Java, whose form the OpenTelemetry SDK for PHP borrows
	&java,
	&dotnet,
	&v8,
	&gecko,
	&golang,
	&ruby,
	&rust,
	&dart,
	&beam,
	&lua,
	&powershell,
	&kernel,
	&windbg,
	&native,
	&perl, // the loosest
}

// runtimesFor yields the runtimes in the order in which to try them: that of the language first.
func runtimesFor(language string) iter.Seq[*runtime] {
	return func(yield func(*runtime) bool) {
		for _, preferred := range [...]bool{true, false} {
			for _, r := range runtimes {
				if slices.Contains(r.languages, language) == preferred && !yield(r) {
					return
				}
			}
		}
	}
}
