// Package eval answers: how often is the product right, on data that nobody wrote for it?
//
//	make eval KIND=stacktraces DATA=folder   frames, types and messages of stack traces
//	make eval KIND=grouping    DATA=folder   groups, as pairwise precision, recall and F1
//	make eval KIND=flatline    DATA=folder   delay and false alarms of silence, beside common rules
//	make eval KIND=latency     DATA=folder   spans needed and false alarms of slower releases, beside common rules
//
// DATA=own measures on programs that corpus writes and runs with the runtimes of this machine. The
// layout of a folder is described in docs/evaluation.md. Every figure of the first two goes through
// grouping.Decide, as the product calls it, those of silence through flatline.Detector, those of slowness through latency.Comparison or
// slowdown.Detector. It is printed with the number of cases, frames, outages or runs that it rests on.
package eval
