// Package zone knows the time zones that processors are configured with.
package zone

import (
	"fmt"
	"time"
	_ "time/tzdata" // images without the files of time zones know them all the same
)

// Of returns the time zone with a name, UTC for "".
func Of(name string) (*time.Location, error) {
	if name == "Local" {
		return nil, fmt.Errorf("%q is another one on each machine; use a name as Europe/Berlin, or UTC", name)
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("%q is unknown; use a name as Europe/Berlin, or UTC", name)
	}
	return z, nil
}
