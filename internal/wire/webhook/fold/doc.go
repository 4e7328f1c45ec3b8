// Package fold answers: may this change be a message of its own, or is it told with others, and when?
//
// A chat destination gets at most Limit messages in any Period. What is over is folded: a fold message
// names the issues, and is sent at most once in Every.
//
//   - Where messages can be edited, Limit-1 of them are changes of their own and one is the fold. The fold is
//     posted at once and edited with what comes during the Period after it; what comes later is a new fold.
//   - Where they cannot, half of Limit are changes of their own and half are folds: one after each Every,
//     with what was folded since the one before.
//
// An edit of the fold is no message; everything else that the destination gets is one. A change of an issue
// that waits in the fold is folded too, so that the changes of an issue are told in order.
//
//	fold.go    the decisions, over State
//	state.go   what was sent and what waits, as it stands in a storage
//	memory.go  which message tells of which issue
//
// Time is an argument. Nothing here is safe for concurrent use.
package fold
