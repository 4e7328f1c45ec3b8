// Command corpus writes small programs that fail, runs them, and writes what they printed beside what
// the runtime itself says about the failure, as cases in the layout of docs/evaluation.md.
//
//	go run ./tests/eval/corpus build/eval-corpus
//
// A program is a path of calls, each of another kind (method, closure, generator, callback of a
// library), to the place where it fails. It is made from its number alone, so the corpus is the same
// every time. Each has three labels: a failure (a), one of the same type and template at another
// place (b), and one at the same place of another cause (c). Each label is run in several mutations,
// which must not make a difference. Further programs fail with several errors at once, see memberRule. Programs of even numbers are for development, those of odd
// numbers are held out.
//
// Everything about a runtime stands in its folder: a grammar of the steps, and a harness that runs
// programs and tells what the runtime knows of their failures.
package main
