// Package score answers: how much of what is true of a stack trace was read from its text?
//
// A frame is right when its function, file, line and column are, as far as they are known. Names are
// compared as what they name, not as one tool prints them: see Function.
package score
