package explain

import (
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/grouping"
)

// Explanation is a decision and all that led to it. Nothing of it is scrubbed beyond what the error was.
type Explanation struct {
	Source  exception.Source
	Service string
	Level   exception.Level
	Handled bool

	// Title and Culprit are those that an issue of this error would have.
	Title, Culprit string
	// Fingerprint begins with the version of the algorithm.
	Fingerprint string
	Reason      grouping.Reason
	// RulesOf names the error group whose rules about frames were asked, "" when there were none.
	RulesOf string
	// PassedCount says that frames which every error passes through count all the same, because nothing
	// else would.
	PassedCount bool
	// Parts are what the fingerprint is made of, in order.
	Parts []string

	Stack Stack
	// Exceptions is the chain, root cause first. Decider is the index of the one that tells what happened:
	// title and culprit are its.
	Exceptions []Exception
	Decider    int
	Message    Message

	// Stamped is the fingerprint that the data carried, and StampedIssue the issue, both "" without.
	Stamped, StampedIssue string
	// Kept is nil unless the error is one that was stored with an issue.
	Kept *Kept
}

// Stack says how the text of the stack was read.
type Stack struct {
	Place Place
	// Bytes is the length of the text, 0 when the text was not kept.
	Bytes int
	// Language is telemetry.sdk.language, "" when the sender gave none.
	Language string
	// Runtime is the form that was recognised, "" for none.
	Runtime string
	// Refused are the runtimes that were tried before it, or all of them.
	Refused []string
	// Omits says what the reader of the runtime makes no frames of.
	Omits string
	// FirstLine is the beginning of a text that no runtime could read.
	FirstLine string
}

// Place is where a stack stood.
type Place uint8

// The places.
const (
	PlaceNone       Place = iota // there was none
	PlaceStacktrace              // in exception.stacktrace or the field of a logger
	PlaceBody                    // in the text of a log
	PlaceKept                    // kept with the issue, as frames
)

var placeNames = [...]string{"none", "stacktrace", "log_body", "kept_frames"}

// String returns the name used by the API.
func (p Place) String() string {
	if int(p) >= len(placeNames) {
		return "unknown"
	}
	return placeNames[p]
}

// Exception is one link of the chain.
type Exception struct {
	exception.Link
	// Role says what it counts for.
	Role          grouping.Role
	Type, Message string
	// Truncated says that the stack had more frames.
	Truncated bool
	// Frames are outermost first.
	Frames []Frame
}

// Frame is a frame as parsed and what became of it.
type Frame struct {
	exception.Frame
	grouping.FrameAccount
}

// Counts says that the frame is part of the fingerprint.
func (f *Frame) Counts() bool { return f.Verdict == grouping.VerdictCounted }

// Rule says by which rule the frame is the application's or not: the operator's, "in_app::include[0]", or
// one of the runtime.
func (f *Frame) Rule() string {
	if f.InAppRule != "" {
		return f.InAppRule
	}
	return f.Origin.String()
}

// Why says why a frame does not count, "" when it does. A rule of the operator has its name,
// "left_out[0]".
func (f *Frame) Why() string {
	switch f.Verdict {
	case grouping.VerdictCounted:
		return ""
	case grouping.VerdictPassed:
		if f.LeftOutRule != "" {
			return f.LeftOutRule
		}
		return f.LeftOut.String()
	case grouping.VerdictLeftOut:
		return f.LeftOut.String()
	}
	return f.Verdict.String()
}

// Message says what became of the message.
type Message struct {
	// Template is the message without its variables, or the one that the sender gave.
	Template string
	Sent     bool // by the sender
	Use      grouping.MessageUse
}

// Kept compares the error that was stored with an issue with the issue.
type Kept struct {
	Issue string // its id
	// Fingerprint is the one that the issue is found by.
	Fingerprint string
	// Differs says why the error as it is stored can have another fingerprint; empty when it has the same.
	Differs []string
	// MessagesVary says that the issue is the one that takes all further messages of its place.
	MessagesVary bool
	// GuessedRuntime says that the sender gave no language, so that the runtime had to be guessed.
	GuessedRuntime bool
}
