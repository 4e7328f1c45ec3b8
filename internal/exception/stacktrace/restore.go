package stacktrace

import (
	"slices"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Runtimes returns the names of all runtimes in the order in which Parse tries them for a language.
func Runtimes(language string) []string {
	var names []string
	for r := range runtimesFor(language) {
		names = append(names, r.name)
	}
	return names
}

// Restore returns the trace of a chain that was parsed before by the runtime of this name, so that
// what is known about its frames can be asked again. InApp is decided anew. ok is false when there
// is no such runtime or no frame. The chain is not changed.
func Restore(runtime string, chain []exception.Exception) (trace Trace, ok bool) {
	for _, r := range runtimes {
		if r.name != runtime || !hasFrames(chain) {
			continue
		}
		chain = slices.Clone(chain)
		for i := range chain {
			stack := &chain[i].Stack
			stack.Frames = slices.Clone(stack.Frames)
			r.markInApp(stack.Frames)
		}
		return Trace{Runtime: r.name, Exceptions: chain, runtime: r}, true
	}
	return Trace{}, false
}
