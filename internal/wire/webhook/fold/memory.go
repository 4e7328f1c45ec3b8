package fold

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// MaxRemembered is how many issues a Memory knows the message of. A later change of a forgotten issue
// is a new message.
const MaxRemembered = 1000

// Sent names the message that tells of an issue.
type Sent struct {
	Issue string `json:"issue"`
	// ID of the message, in the words of the service; "" when it has none.
	ID string `json:"id"`
	// Version and At are those of the last change of the issue that was sent.
	Version int64     `json:"version"`
	At      time.Time `json:"at"`
}

// Memory knows which message tells of which issue. The longest unused is forgotten first.
type Memory struct {
	// Destination is what the messages were sent to: ids of one mean nothing to another.
	Destination string
	sent        []Sent // the longest unused first
}

// stored is the JSON form of a Memory. Fields are only ever added.
type stored struct {
	Destination string `json:"destination"`
	Sent        []Sent `json:"sent"`
}

// Sent returns the message of an issue.
func (m *Memory) Sent(issue string) (Sent, bool) {
	if i := m.index(issue); i >= 0 {
		return m.sent[i], true
	}
	return Sent{}, false
}

// Told says whether a change, or a later one of its issue, was sent.
func (m *Memory) Told(doc *event.Document) bool {
	s, ok := m.Sent(doc.Issue.ID)
	return ok && again(&doc.Change, s.Version, s.At)
}

// Remember keeps the message of an issue in place of the one before.
func (m *Memory) Remember(s Sent) {
	m.Forget(s.Issue)
	m.sent = append(m.sent, s)
	if over := len(m.sent) - MaxRemembered; over > 0 {
		m.sent = slices.Delete(m.sent, 0, over)
	}
}

// Forget removes an issue.
func (m *Memory) Forget(issue string) {
	if i := m.index(issue); i >= 0 {
		m.sent = slices.Delete(m.sent, i, i+1)
	}
}

func (m *Memory) index(issue string) int {
	return slices.IndexFunc(m.sent, func(s Sent) bool { return s.Issue == issue })
}

// Encode returns the memory as JSON.
func (m *Memory) Encode() ([]byte, error) {
	data, err := json.Marshal(stored{m.Destination, m.sent})
	if err != nil {
		return nil, fmt.Errorf("encode the messages of issues: %w", err)
	}
	return data, nil
}

// DecodeMemory reads what Encode wrote. No data, or data of another destination, is an empty memory.
func DecodeMemory(data []byte, destination string) (Memory, error) {
	empty := Memory{Destination: destination}
	if len(data) == 0 {
		return empty, nil
	}
	var s stored
	if err := json.Unmarshal(data, &s); err != nil {
		return empty, fmt.Errorf("read the messages of issues: %w", err)
	}
	if s.Destination != destination {
		return empty, nil
	}
	return Memory{Destination: destination, sent: s.Sent}, nil
}
