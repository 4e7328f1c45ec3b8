// Package ledger answers: was this error counted already? It says what was received, what is the
// same occurrence told twice, and why.
//
//	window.go  one occurrence, counted once, however many records tell of it
//	hold.go    an error status is an error of its own only when no exception explains it
package ledger
