// Package match answers: which declared streams does a span or a log record belong to?
//
//	pattern.go  what an operator may write, and what is wrong with it
//	field.go    what is compared
//	glob.go     one value with * and ?
//	index.go    all patterns at once, without looking at each
package match
