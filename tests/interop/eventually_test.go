//go:build interop

package interop

import (
	"testing"
	"time"
)

// pollEvery is the pause between two looks at something that is expected to happen.
const pollEvery = 200 * time.Millisecond

// eventually asks until ready returns nil, and ends the test with its last answer after limit.
func eventually(t *testing.T, limit time.Duration, what string, ready func() error) {
	t.Helper()
	deadline := time.Now().Add(limit)
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		err := ready()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %s: %v", what, limit, err)
		}
		<-tick.C
	}
}
