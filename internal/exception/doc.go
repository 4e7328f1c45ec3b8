// Package exception says what an error is: the nouns that every other package uses when it
// talks about one error as it was observed. It takes no decisions.
//
// The life of an error, in the order of the sub-packages:
//
//	Record      the words of the telemetry, exactly as sent      (made by wire/otlp)
//	[]Exception parsed: types, messages, stacks of frames        (made by stacktrace)
//	Decision    which group it belongs to, and why               (made by grouping)
//	Occurrence  what may be stored or sent: scrubbed and bounded (made by scrub)
package exception
