// Package breakdown answers: where did the time of a call go, and which part of it grew with a release?
//
// A Book keeps the spans of sampled traces for a while, in whatever order they come. Once a trace is over, each entry span of it
// (what a service was asked for) is a call, whose time is divided among its parts: the client spans below it by what they
// call, the spans inside the service, and the gaps between children. What other services do inside is not looked at: the client
// span stands for it. Times are those of the critical path, so that the parts of a call add up to its duration exactly.
// Parts are summed for each operation and release, and Compare says which part grew.
//
// Traces are taken whole or not at all, by their ids; the fewer, the fuller the buffer is. Nothing is delayed: a Book only reads.
// Spans of calls that take longer than traces are kept, and those that come later, are counted and left out.
//
// It knows neither clock nor stream; time is an argument. Times are in nanoseconds since 1970.
package breakdown
