// Package slowdown answers: which operation became slower, and which release did it?
//
// A Detector counts the durations of spans by operation and release in blocks of a minute of their own time. While two releases
// run at once, each newer one has a latency.Comparison per operation with the one that was there before; the releases' families of
// comparisons share their false alarms (evidence.EBH). Where nothing runs beside it, a latency.Drift watches the operation.
//
// What looks slower may be other requests than before (mix shift), one bad instance, or instances that have just started: that
// is looked at before anything is told, and said for what it is. Operations that one release made slower are one incident;
// callers that wait for them belong to it. An incident ends when the release goes and the effect with it.
//
// Nothing here reads a clock, starts a goroutine or locks: time is an argument.
package slowdown
