// Package ledger answers: was this error, or this batch, counted already? It says what is the same occurrence told twice, and why,
// and what became of all that each sender sent.
//
//	window.go  one occurrence, counted once, however many records tell of it
//	hold.go    an error status is an error of its own only when no exception explains it
//	repeat.go  items that are received twice count once
//	account.go what became of all that each sender sent
package ledger
