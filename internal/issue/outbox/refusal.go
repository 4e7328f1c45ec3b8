package outbox

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// Refusal is a change that its destination will never take. It is passed over, so that it does not
// hold up what follows, and kept for people.
type Refusal struct {
	Seq       int64 // position in the log
	ChangeID  string
	IssueID   issue.ID
	Kind      issue.ChangeKind
	Title     string // of the issue; empty when the change could not be read
	At        time.Time
	RefusedAt time.Time
	// Reason is a name out of a short list, as telemetry shows it.
	Reason string
	// Error is what the destination said, at most MaxErrorBytes.
	Error string
}

// Destination is what is known of one reader of the log, also while none runs under its name.
type Destination struct {
	Name    string
	Cursor  int64 // everything up to here is done
	SavedAt time.Time
	// Lost left the log before it was read, Refused was passed over. Both count since the destination is known.
	Lost, Refused int64
}

// Backlog is what a destination has still to read.
type Backlog struct {
	Waiting int64
	// Oldest is when the first of them was made, zero when there is none.
	Oldest time.Time
}

// MaxErrorBytes is how much of the text of an error is kept.
const MaxErrorBytes = 1 << 10

// CutError cuts the text of an error to MaxErrorBytes at a rune boundary.
func CutError(text string) string {
	const mark = "…"
	if len(text) <= MaxErrorBytes {
		return text
	}
	end := MaxErrorBytes - len(mark)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return strings.Clone(text[:end]) + mark
}
