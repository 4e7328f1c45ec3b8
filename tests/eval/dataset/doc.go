// Package dataset answers: which cases does this folder hold, and what is known to be true of them?
//
// The layout is described in docs/evaluation.md.
package dataset
