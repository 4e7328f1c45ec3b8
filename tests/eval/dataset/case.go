package dataset

import (
	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Case is one stack trace and what is known about it.
type Case struct {
	ID string `json:"id"`
	// Runtime is who printed it: "python", "js-firefox", "native-sanitizer".
	Runtime string `json:"runtime"`
	Text    string `json:"text"`
	// Attributes are those an SDK sends beside the text: "exception.type", "exception.message".
	Attributes map[string]string `json:"attributes,omitempty"`
	// Suspect says that what is expected is doubtful. Such a case is left out, and counted.
	Suspect Flag `json:"suspect,omitempty"`
	// Expected is nil when nothing is known of the frames.
	Expected *Expected `json:"expected,omitempty"`

	// Label names the group the case belongs to; "" when that is not known.
	Label string `json:"label,omitempty"`
	// Near names what cases have in common that are easily confused: those of one Near with two
	// Labels must not be merged.
	Near string `json:"near,omitempty"`
	// Mutation says how the program differs from the one it was made of.
	Mutation string `json:"mutation,omitempty"`
	// Half is "development" or "held_out", "" where data has no halves.
	Half string `json:"half,omitempty"`

	// Set is the folder, relative to the one that was read.
	Set string `json:"-"`
}

// Record is the case as the telemetry of a service would bring it.
func (c *Case) Record() *exception.Record {
	return &exception.Record{
		Source:     exception.SourceSpanEvent,
		Service:    exception.Service{Name: c.Set, Language: languages[c.Runtime]},
		StackTrace: c.Text,
		Type:       c.Attributes["exception.type"],
		Message:    c.Attributes["exception.message"],
	}
}

// languages holds telemetry.sdk.language for runtimes.
var languages = map[string]string{
	"cpp": "cpp", "dotnet": "dotnet", "elixir": "erlang", "go": "go", "java": "java", "kotlin": "java", "node": "nodejs",
	"perl": "perl", "php": "php", "php-otel": "php", "python": "python", "ruby": "ruby", "rust": "rust", "swift": "swift",
	"unity": "dotnet", "dart": "dart", "apple": "swift",
	"js-firefox": "webjs", "js-hermes": "webjs", "js-ie-edge": "webjs", "js-opera": "webjs", "js-react-native": "webjs",
	"js-safari": "webjs", "js-v8": "webjs",
	"native-sanitizer": "cpp",
}

// Expected is what is true of one exception. What is nil is not known.
type Expected struct {
	Type    *string `json:"type,omitempty"`
	Message *string `json:"message,omitempty"`
	// Frames may hold nil: there is a frame, of which nothing is known.
	Frames []*Frame `json:"frames,omitempty"`
	// Callers are frames found by a pattern: some of the stack, innermost first.
	Callers []*Frame `json:"caller_frames_by_regex,omitempty"`
	// Order is "innermost_first" or "outermost_first".
	Order string `json:"order,omitempty"`
	// FrameCount is the number of all frames.
	FrameCount *int `json:"frame_count,omitempty"`
	// Causes are the exceptions below this one, the nearest first.
	Causes []Expected `json:"causes,omitempty"`
	// Members are those of a group in the order of the text; empty when they are not known, or it is none. The
	// causes of a member stand with it.
	Members []Expected `json:"members,omitempty"`
	// Unparsed is set when the text holds no frame that may be read.
	Unparsed Flag `json:"unparsed,omitempty"`
	// OneRecord is set when all lines are one exception inside a log.
	OneRecord Flag `json:"one_record,omitempty"`
}

// Frame is what is true of one frame. What is nil is not known.
type Frame struct {
	Function *string `json:"function,omitempty"`
	Module   *string `json:"module,omitempty"`
	File     *string `json:"file,omitempty"`
	Line     Number  `json:"line,omitempty"`
	Column   Number  `json:"column,omitempty"`
}

// The orders of frames.
const (
	InnermostFirst = "innermost_first"
	OutermostFirst = "outermost_first"
)

// Known says whether anything is known of the frame.
func (f *Frame) Known() bool {
	return f != nil && (f.Function != nil || f.File != nil || f.Line != 0 || f.Column != 0)
}
