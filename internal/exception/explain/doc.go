// Package explain answers: why is this error in this group?
//
// Record explains an error as the telemetry has it, Occurrence one that was stored with an issue. Both
// decide it anew with package grouping and take its account apart for people: which runtime read the
// stack, whose code each frame is and by which rule, what of it counts and what does not and why,
// and what the fingerprint is made of, in order. WriteText and the API show the same.
//
//	explanation.go  the nouns
//	record.go       from telemetry
//	kept.go         from what is stored with an issue
//	text.go         to text for people; frames.go its table of frames
package explain
