// Package latency answers: did an operation become slower, by how much, and how soon could anybody know?
//
// Spans are counted in a Hist for each release and block of a minute (Ready says when it is over). While two releases run at
// the same time a Comparison takes in the blocks of both: ranks within each minute for the body of the durations (Blocked), slow
// spans for the tail, and what was seen for the size of the effect and for people (Sample, Effect, Quantile). It may be asked
// after each block. Drift watches the medians of the blocks of one operation for a change where nothing runs beside it.
// FixedNeed and SequentialLimit are what is possible at all.
//
// Durations are in nanoseconds, evidence in nats. Everything is a value without pointers and knows neither clock nor stream.
package latency
