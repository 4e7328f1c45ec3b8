package grouping

import (
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
	"github.com/tidemark-otel/tidemark/internal/exception/stacktrace"
)

// Verdict says whether a frame counts, and why not.
type Verdict uint8

// The verdicts.
const (
	VerdictCounted   Verdict = iota + 1
	VerdictNotInApp          // the application's frames count, and this is none
	VerdictLeftOut           // it says nothing about the error: FrameAccount.LeftOut says why
	VerdictRecursion         // the frames before it are the same ones, and recursion counts once
	VerdictRepeated          // the stack was cut, so that each frame counts once
	VerdictOverLimit         // there are stacktrace.MaxFrames that count already
	VerdictWrapper           // its exception is a wrapper or a group, and what it holds has frames that count
	VerdictAside             // its exception does not count: Roles says why
	VerdictPassed            // every error passes through it: FrameAccount.LeftOut or LeftOutRule says why
)

var verdictNames = [...]string{
	VerdictCounted:   "counted",
	VerdictNotInApp:  "not_in_app",
	VerdictLeftOut:   "says_nothing",
	VerdictRecursion: "recursion",
	VerdictRepeated:  "repeated_in_a_cut_stack",
	VerdictOverLimit: "over_the_limit",
	VerdictWrapper:   "of_a_wrapper",
	VerdictAside:     "its_exception_does_not_count",
	VerdictPassed:    "passed_through",
}

// String returns the name used in explanations and the API.
func (v Verdict) String() string {
	if v == 0 || int(v) >= len(verdictNames) {
		return "unknown"
	}
	return verdictNames[v]
}

// MessageUse says whether the template of the message counts, and why.
type MessageUse uint8

// The uses.
const (
	MessageNone   MessageUse = iota // there is nothing of it
	MessageBeside                   // it counts beside types and frames
	MessageAlone                    // it counts because there are no frames
)

var messageUseNames = [...]string{
	MessageNone:   "no_message",
	MessageBeside: "beside_frames",
	MessageAlone:  "no_frames",
}

// String returns the name used in explanations and the API.
func (u MessageUse) String() string {
	if int(u) >= len(messageUseNames) {
		return "unknown"
	}
	return messageUseNames[u]
}

// Counts says that the template is part of the fingerprint.
func (u MessageUse) Counts() bool { return u != MessageNone }

// Account says of everything in an error what became of it. It is written by the code that decides.
type Account struct {
	// Runtime is the form of the stack, "" when none was read, and Omits what its reader leaves out.
	Runtime, Omits string
	// Frames has a list for each exception of the Decision, in its order.
	Frames [][]FrameAccount
	// Roles says of each exception of the Decision what it counts for, and Decider is the index of the one that
	// tells what happened: title and culprit are its.
	Roles   []Role
	Decider int
	// Message says whether Template counts. Template is that of the exception that tells what happened or the log,
	// given by the sender when SentTemplate.
	Message      MessageUse
	Template     string
	SentTemplate bool
	// PassedCount says that frames which every error passes through count all the same, because nothing
	// else would.
	PassedCount bool

	current int // index of the exception being counted
}

// FrameAccount says of one frame what became of it.
type FrameAccount struct {
	Origin  stacktrace.Origin
	Verdict Verdict
	LeftOut stacktrace.LeftOut
	// InAppRule and LeftOutRule name the operator's rules that fit the frame: "in_app::include[0]",
	// "left_out[1]". Empty for none.
	InAppRule, LeftOutRule string
	// Identity is what counts of the frame, or would, were it not for the verdict.
	Identity string
	// Source says that its line of source counts as well.
	Source bool
}

// Explain decides like Decide and gives account of it.
func Explain(rec *exception.Record) (Decision, Account) { return ExplainBy(nil, rec) }

// ExplainBy is Explain by the operator's rules about frames; nil for none.
func ExplainBy(rules *framerule.Rules, rec *exception.Record) (Decision, Account) {
	own := bound(rec)
	chain, trace := exceptions(&own, rules)
	return explain(&own, chain, &trace)
}

// ExplainTrace is Explain for a record whose stack was read before. The chain of the trace is taken
// as it is, type and message of the record being those of its last exception.
func ExplainTrace(rec *exception.Record, trace stacktrace.Trace) (Decision, Account) {
	return ExplainTraceBy(nil, rec, trace)
}

// ExplainTraceBy is ExplainTrace by the operator's rules about frames; nil for none. It changes InApp of
// the frames.
func ExplainTraceBy(rules *framerule.Rules, rec *exception.Record, trace stacktrace.Trace) (Decision, Account) {
	own := bound(rec)
	trace.By(rules)
	return explain(&own, trace.Exceptions, &trace)
}

func explain(rec *exception.Record, chain []exception.Exception, trace *stacktrace.Trace) (Decision, Account) {
	a := Account{
		Runtime: trace.Runtime, Omits: trace.Omits(), Frames: make([][]FrameAccount, len(chain)), Roles: make([]Role, len(chain)),
	}
	d := decide(rec, chain, trace, &a)
	for i := range a.Frames {
		for j := range a.Frames[i] {
			f := &d.Exceptions[i].Stack.Frames[j]
			account := &a.Frames[i][j]
			account.Origin = trace.Origin(f)
			account.LeftOut = trace.LeftOut(f)
			account.InAppRule, account.LeftOutRule = trace.InAppRule(f), trace.LeftOutRule(f)
			if account.Verdict == VerdictPassed && account.LeftOutRule == "" {
				account.LeftOut = stacktrace.LeftOutWrapper
			}
			account.Identity = string(trace.AppendIdentity(nil, f))
		}
	}
	decider := d.Exceptions[a.Decider]
	if a.Roles[a.Decider] == RoleGroup {
		decider.Message = groupMessage(&decider)
	}
	if a.SentTemplate = rec.Template != ""; a.Message == MessageBeside {
		a.Template = messageBeside(rec, trace, &decider)
	} else {
		a.Template = messageTemplate(rec, decider.Message)
	}
	if a.Template == "" {
		a.Message = MessageNone
	}
	return d, a
}

// The methods below are called while counting. On a nil Account they do nothing.

// begin starts over: another kind of frames is tried.
func (a *Account) begin(trace *stacktrace.Trace) {
	if a == nil {
		return
	}
	for i := range trace.Exceptions {
		a.Frames[i], a.Roles[i] = a.Frames[i][:0], RoleCounted
	}
}

func (a *Account) exception(i int) {
	if a != nil {
		a.current = i
	}
}

func (a *Account) frame(v Verdict) {
	if a != nil {
		a.Frames[a.current] = append(a.Frames[a.current], FrameAccount{Verdict: v})
	}
}

// uncounted is for a frame without identity, or with one and no room for it.
func (a *Account) uncounted(identified bool) {
	if identified {
		a.frame(VerdictOverLimit)
	} else {
		a.frame(VerdictLeftOut)
	}
}

// recursion takes back the last n frames that counted.
func (a *Account) recursion(n int) {
	if a == nil {
		return
	}
	list := a.Frames[a.current]
	for i := len(list) - 1; i >= 0 && n > 0; i-- {
		if list[i].Verdict == VerdictCounted {
			list[i].Verdict = VerdictRecursion
			n--
		}
	}
}

// source notes that the line of the frame counts.
func (a *Account) source(e *exception.Exception, frame *exception.Frame) {
	if a == nil {
		return
	}
	for i := range e.Stack.Frames {
		if &e.Stack.Frames[i] == frame {
			a.Frames[a.current][i].Source = true
		}
	}
}

func (a *Account) message(use MessageUse) {
	if a != nil {
		a.Message = use
	}
}

func (a *Account) passedCount() {
	if a != nil {
		a.PassedCount = true
	}
}
