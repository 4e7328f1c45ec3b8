package issue

import (
	"fmt"
	"math"
	"time"
)

// MaxMute is the longest that an issue is muted, whatever its conditions are: nothing is silent for ever.
const MaxMute = 365 * 24 * time.Hour

// Rate is so many occurrences within an hour or a day.
type Rate struct {
	Count int64
	Per   time.Duration
}

// Conditions are what may end a mute. Zero fields are none; the first that is reached ends it.
type Conditions struct {
	// Until is a time, at most MaxMute ahead.
	Until time.Time
	// Count is a number of further occurrences, estimated before sampling.
	Count int64
	// Rate is reached when so many occurrences were received within its time.
	Rate Rate
	// Users is a number of users who had not been hit before. It is an estimate (Users).
	Users int64
	// NextRelease: the first occurrence in a release that came after the newest of today.
	NextRelease bool
	// Escalation: a detector found that the issue grows beyond what is normal for it.
	Escalation bool
}

// Mute is the silence of an issue and how it ends.
type Mute struct {
	Conditions
	At time.Time
	// Release is the newest of the environment at At, "" when none was known.
	Release string
	// FromCount and FromUsers are the totals from which is counted.
	FromCount float64
	FromUsers int64
	// Recent is what was received last, for Rate.
	Recent Recent
}

// Ends is when the mute ends at the latest.
func (m *Mute) Ends() time.Time {
	longest := m.At.Add(MaxMute)
	if m.Until.IsZero() || m.Until.After(longest) {
		return longest
	}
	return m.Until
}

// check says what is wrong with conditions that a person gives at a time.
func (c Conditions) check(at time.Time) error {
	switch {
	case c == Conditions{}:
		return fmt.Errorf("%w: a mute needs an end: a time, a count, a rate, a number of users, the next release or escalation", ErrInvalid)
	case c.Count < 0 || c.Users < 0 || c.Rate.Count < 0:
		return fmt.Errorf("%w: the numbers that end a mute are above 0", ErrInvalid)
	case c.Rate.Count == 0 != (c.Rate.Per == 0), c.Rate.Per != 0 && c.Rate.Per != time.Hour && c.Rate.Per != 24*time.Hour:
		return fmt.Errorf("%w: a rate is a number per hour or per day", ErrInvalid)
	case c.Until.IsZero():
		return nil
	case !c.Until.After(at):
		return fmt.Errorf("%w: the end of the mute, %s, has passed", ErrInvalid, c.Until.UTC().Format(time.RFC3339))
	case c.Until.After(at.Add(MaxMute)):
		return fmt.Errorf("%w: an issue is muted for at most a year; use a time up to %s", ErrInvalid, at.Add(MaxMute).UTC().Format(time.RFC3339))
	}
	return nil
}

// Meanwhile is how many occurrences came since the issue is muted, 0 when it is not.
func (i *Issue) Meanwhile() int64 {
	if i.Mute == nil {
		return 0
	}
	return int64(math.Round(max(i.Count-i.Mute.FromCount, 0)))
}
