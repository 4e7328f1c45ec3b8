// Package spans answers: how long did the operations of somebody else's services take, minute by minute, in files that others wrote?
//
// The layout is described in docs/evaluation.md.
package spans
