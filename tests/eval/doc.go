// Package eval answers: how often is the product right, on data that nobody wrote for it?
//
//	make eval KIND=stacktraces DATA=folder   frames, types and messages of stack traces
//	make eval KIND=grouping    DATA=folder   groups, as pairwise precision, recall and F1
//
// DATA=own measures on programs that corpus writes and runs with the runtimes of this machine. The
// layout of a folder is described in docs/evaluation.md. Every figure goes through grouping.Decide,
// as the product calls it, and is printed with the number of cases or frames that it rests on.
package eval
