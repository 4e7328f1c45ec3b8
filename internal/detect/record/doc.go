// Package record answers: how is what a detector learned put into bytes, and read back without believing them?
//
// Numbers are little endian or varints, strings and parts have their length before them. A Reader never panics: once
// something does not fit it yields zeros and reports ErrFormat.
package record
