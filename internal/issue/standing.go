package issue

import "time"

// Standing is what was decided about an issue, by people or by time: all that undo restores. Counts are no part
// of it.
type Standing struct {
	State      State
	Since      time.Time
	Reason     Reason
	Resolution Resolution
	Mute       *Mute
	Assignee   string
}

// Standing returns how the issue stands.
func (i *Issue) Standing() Standing {
	return Standing{
		State: i.State, Since: i.StateSince, Reason: i.StateReason,
		Resolution: i.Resolution, Mute: i.Mute, Assignee: i.Assignee,
	}
}
