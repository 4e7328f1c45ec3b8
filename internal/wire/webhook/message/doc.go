// Package message answers: what does a chat message about an issue change say, in which order, and
// how much of it? Slack, Teams and Discord show the same words in their own markup; each escapes
// them itself.
//
//	message.go  issue document → title, state, facts, frames, links
//	finding.go  the facts of what a detector found
//	words.go    kinds, states and reasons as people say them
//	fold.go     many changes in one message
//	text.go     cuts
//	json.go     the bytes of a request
package message
