// Package series answers: how many events were there when, in files that others wrote, and what is known to be wrong with them?
//
// The layout is described in docs/evaluation.md.
package series
