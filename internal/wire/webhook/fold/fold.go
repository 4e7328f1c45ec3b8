package fold

import (
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message"
)

// The limits.
const (
	// Limit is how many messages a destination gets in any Period.
	Limit  = 20
	Period = 10 * time.Minute
	// Every is the shortest time between two fold messages, or two edits of one.
	Every = time.Minute
	// MaxLines is how many issues a fold names; of the others it tells how many changes they had.
	MaxLines = 100
)

// Folder decides for one destination.
type Folder struct {
	// Edits says that the destination's messages can be edited.
	Edits bool
	State State
}

// Alone says whether a change of an issue may be a message of its own now. When it was sent, the caller
// says so by Sent.
func (f *Folder) Alone(issue string, now time.Time) bool {
	f.expire(now)
	if i := f.line(issue); i >= 0 && f.State.Lines[i].Waiting > 0 || f.State.OthersWaiting > 0 {
		return false
	}
	if f.Edits {
		return f.sent() < Limit-1
	}
	return len(f.State.Alone) < Limit/2 && f.sent() < Limit
}

// Sent notes a message about one change.
func (f *Folder) Sent(now time.Time) { f.State.Alone = append(f.State.Alone, now) }

// Add folds a change. It returns false when the change, or a later one of its issue, is in the fold already.
func (f *Folder) Add(doc *event.Document, now time.Time) bool {
	s := &f.State
	id := doc.Change.ID + " " + doc.Change.At.UTC().Format(time.RFC3339Nano)
	at := f.line(doc.Issue.ID)
	if s.Last == id || at >= 0 && again(&doc.Change, s.Lines[at].Version, s.Lines[at].At) {
		return false
	}
	f.closeFold(now)
	s.Last = id
	if s.Waiting == 0 {
		s.FoldedAt = now
	}
	if s.Since.IsZero() {
		s.Since = doc.Change.At
	}
	s.Waiting++
	next := Line{Issue: doc.Issue.ID, Waiting: 1, Version: doc.Change.Version, At: doc.Change.At, Line: message.NewLine(doc)}
	switch i := f.line(doc.Issue.ID); {
	case i >= 0:
		next.Changes += s.Lines[i].Changes
		next.Waiting += s.Lines[i].Waiting
		s.Lines[i] = next
	case len(s.Lines) < MaxLines:
		s.Lines = append(s.Lines, next)
	default:
		s.Others++
		s.OthersWaiting++
	}
	return true
}

// Due says when the fold has to be sent or edited; ok is false when nothing waits.
func (f *Folder) Due(now time.Time) (due time.Time, ok bool) {
	s := &f.State
	if s.Waiting == 0 {
		return time.Time{}, false
	}
	due = s.FoldedAt
	if !f.Edits {
		due = due.Add(Every)
	}
	if next := s.Told.Add(Every); !s.Told.IsZero() && next.After(due) {
		due = next
	}
	if due.Before(now) {
		due = now
	}
	if f.editable(due) {
		return due, true
	}
	if free := f.free(); free.After(due) {
		due = free
	}
	return due, true
}

// Message returns what has to be told now, and the message to edit, "" to send a new one.
func (f *Folder) Message(now time.Time) (fold message.Fold, edit string) {
	f.closeFold(now)
	s := &f.State
	fold = message.Fold{Others: s.Others, Since: s.Since}
	for _, l := range s.Lines {
		fold.Lines = append(fold.Lines, l.Line)
	}
	return fold, s.Message
}

// Told notes that the destination has the fold. id names a message that was sent, "" when the service
// does not say; for an edit it is the id that Message returned.
func (f *Folder) Told(id string, edited bool, now time.Time) {
	s := &f.State
	s.Told, s.Waiting, s.OthersWaiting = now, 0, 0
	if !edited {
		s.Folds = append(s.Folds, now)
	}
	if !f.Edits || id == "" {
		f.empty()
		return
	}
	s.Message = id
	for i := range s.Lines {
		s.Lines[i].Waiting = 0
	}
}

// Lost notes that the message to edit is not there any more: what waits is sent as a new one.
func (f *Folder) Lost() { f.State.keepWaiting() }

// Drop gives up what waits and returns how many changes it were.
func (f *Folder) Drop() int {
	n := f.State.Waiting
	f.State.Waiting, f.State.OthersWaiting = 0, 0
	f.empty()
	return n
}

func (f *Folder) sent() int { return len(f.State.Alone) + len(f.State.Folds) }

// expire forgets messages that were sent a Period ago or longer. Times of the future, which a clock that
// was set back leaves, count as now.
func (f *Folder) expire(now time.Time) {
	for _, list := range []*[]time.Time{&f.State.Alone, &f.State.Folds} {
		*list = slices.DeleteFunc(*list, func(t time.Time) bool { return now.Sub(t) >= Period })
		for i, t := range *list {
			if t.After(now) {
				(*list)[i] = now
			}
		}
	}
}

// free is when there is room for one more message.
func (f *Folder) free() time.Time {
	all := slices.SortedFunc(slices.Values(slices.Concat(f.State.Alone, f.State.Folds)), time.Time.Compare)
	if len(all) < Limit {
		return time.Time{}
	}
	return all[len(all)-Limit].Add(Period)
}

// editable says whether the fold that was sent takes more.
func (f *Folder) editable(now time.Time) bool {
	s := &f.State
	return f.Edits && s.Message != "" && len(s.Folds) > 0 && now.Sub(s.Folds[len(s.Folds)-1]) < Period
}

// closeFold ends a fold that is too old to be edited: what it told is told.
func (f *Folder) closeFold(now time.Time) {
	if f.State.Message != "" && !f.editable(now) {
		f.State.keepWaiting()
	}
}

// keepWaiting makes a new fold of what has not been told.
func (s *State) keepWaiting() {
	s.Message, s.Others = "", s.OthersWaiting
	s.Lines = slices.DeleteFunc(s.Lines, func(l Line) bool { return l.Waiting == 0 })
	for i := range s.Lines {
		s.Lines[i].Changes = s.Lines[i].Waiting
	}
	s.Since = s.FoldedAt
	if s.Waiting == 0 {
		s.Since = time.Time{}
	}
}

func (f *Folder) empty() {
	f.State.Message, f.State.Lines, f.State.Others, f.State.Since = "", nil, 0, time.Time{}
}

func (f *Folder) line(issue string) int {
	return slices.IndexFunc(f.State.Lines, func(l Line) bool { return l.Issue == issue })
}
