package grouping

import "github.com/tidemark-otel/tidemark/internal/exception"

// Version is the version of the algorithm, and the beginning of every fingerprint.
const Version = "v1"

// Decision says to which group an error belongs, and why.
type Decision struct {
	// Fingerprint is the version, a colon and 32 hexadecimal digits: the first 128 bits of SHA-256
	// over the reason and the parts, each with its length before it.
	Fingerprint string
	// Path is what errors have in common that differ in nothing but their messages, in the form of a
	// fingerprint and equal to none: it is made of the parts without the messages. "" unless the reason is
	// ReasonInAppFrames or ReasonAllFrames, because elsewhere a message is all there is.
	Path string
	// Reason is the kind of parts that counted.
	Reason Reason
	// Parts are what counted, in the order in which it was hashed, to be read by people:
	// "type ShopError", "frame shop.py:place". They are not scrubbed.
	Parts []string
	// Exceptions is the chain, root cause first; never empty. An error without exception has one
	// element without a type.
	Exceptions []exception.Exception
	// Title is one line of at most MaxTitleBytes: outermost type, colon, first line of its message.
	// It is not scrubbed.
	Title string
	// Culprit is where it happened: "com.acme.Orders.place", "place (shop/orders.py)"; without a
	// frame the name of the span or the logger, which may be "".
	Culprit string
	// Innermost identifies the frame that raised, to recognise one error in two records; 0 without
	// a stack. It is the same in every process, but not meant to be kept.
	Innermost uint64
}

// Reason says what a decision rests on.
type Reason uint8

// The reasons, the strongest first.
const (
	ReasonInAppFrames Reason = iota + 1
	ReasonAllFrames
	ReasonTypeAndMessage
	ReasonLogMessage
	ReasonSpanStatus
	ReasonStackText
	ReasonOrigin
	// ReasonMessagesVary is that of no decision, but of the issue of a Path: the errors at one place that
	// had too many different messages for an issue each.
	ReasonMessagesVary
)

var reasonNames = [...]string{
	ReasonInAppFrames:    "in_app_frames",
	ReasonAllFrames:      "all_frames",
	ReasonTypeAndMessage: "type_and_message",
	ReasonLogMessage:     "log_message",
	ReasonSpanStatus:     "span_status",
	ReasonStackText:      "stack_text",
	ReasonOrigin:         "origin",
	ReasonMessagesVary:   "messages_vary",
}

// String returns the name used in telemetry, in the API and in explanations.
func (r Reason) String() string {
	if r == 0 || int(r) >= len(reasonNames) {
		return "unknown"
	}
	return reasonNames[r]
}
