package slowdown

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAdvance_AnOperationThatDriftedMayBeForgottenBeforeItIsJudged(t *testing.T) {
	s := warm()
	s.MaxOperations = 1
	w := newWorld(t, 40, s)
	w.minutes(120, on("", 50, 1))
	id := w.d.Operation(Key{Namespace: "ns", Service: "shop", Environment: "prod", Operation: "server GET /pay"}, w.now)
	for n := 0; len(w.d.drifted) == 0 && n < 100_000; n++ {
		w.now = w.now.Add(1e9)
		w.send(on("", 0, 0), w.now, 500e6)
	}
	require.NotEmpty(t, w.d.drifted)
	w.now = w.now.AddDate(0, 0, 8) // the machine slept
	require.Equal(t, id, w.d.Operation(Key{Namespace: "ns", Service: "shop", Environment: "prod", Operation: "another"}, w.now))
	require.NotPanics(t, func() { w.d.Advance(w.now) })
}
