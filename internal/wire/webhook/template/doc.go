// Package template answers: which bytes does an operator's template make of an issue change, and what
// is wrong with it before the first change comes?
//
//	template.go   parse, try on samples, execute
//	functions.go  what templates can call
//	samples.go    the documents that a template is tried on
package template
