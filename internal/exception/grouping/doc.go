// Package grouping answers: which errors have the same cause, and why do we say so?
//
// Decide turns a record into a Decision: a fingerprint that equal errors share, and what it was
// made from. The order of what counts, first that is there:
//
//	in_app_frames     the types of the chain, root cause first, each with its message template and its
//	                  frames of the application
//	all_frames        the same with all frames, when none is of the application
//	type_and_message  without frames: type and message template
//	log_message       a log record without exception: event name, logger and message template
//	span_status       a span in Error without exception: service, span name and description template
//	stack_text        a stack that nobody can read, without type and message: its lines
//	origin            nothing of all that: source, service and span name or logger
//
// Of a chain all exceptions count, so one cause below two wrappers is two groups and so are two causes below
// one; but see counting (chain.go) for groups, whose members count as a set, for wrappers that runtimes make
// (wrapper.go), and for suppressed exceptions, which never count. docs/adr/004 says why.
//
// A frame counts without what changes in a rebuild or on another machine (stacktrace.AppendIdentity),
// and recursion counts once. Beside the innermost frame of each exception counts its line of source
// where the runtime prints it, so two places in one function are two groups. Two messages at one place
// are two causes, so their templates count; what they quote is a variable there (template.OfUnquoted),
// unless the runtime made the message and quotes names of the code. What browsers say in other words of one
// bug counts as one.
// Frames that every error passes through, the operator's and at the crash end those of libraries, count only
// where nothing else would. The operator's rules are no part of a fingerprint: an error that none of them
// fits has the same one under all rules.
// Where people's words stand in messages no template knows them, so a decision also has
// a path: what is left of its parts without the messages, by which issues can be limited.
//
// Fingerprints are frozen: the tests pin some, and any change of a result is a new Version.
package grouping
