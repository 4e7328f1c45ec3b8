package screen

import (
	"fmt"
	"time"
)

const day = 24 * time.Hour

// Ago says how long ago t was in the largest unit that fits: "3m ago". What lies in the future by
// a wrong clock is "now".
func Ago(t, now time.Time) string {
	if now.Sub(t) < time.Second {
		return "now"
	}
	return Length(now.Sub(t)) + " ago"
}

// Length says how long d is in the largest unit that fits.
func Length(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < 2*day:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d < 2*365*day:
		return fmt.Sprintf("%dd", d/day)
	default:
		return fmt.Sprintf("%dy", d/(365*day))
	}
}
