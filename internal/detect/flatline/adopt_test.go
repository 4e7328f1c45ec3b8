package flatline

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAdopt_AStreamIsHeldAgainstItsAttemptsAfterARestartToo(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	lives := make([]*Detector, 2)
	for n := range lives {
		var err error
		lives[n], err = New(Settings{Declared: []Declared{{Name: "signups", Reference: "attempts"}, {Name: "attempts"}}})
		require.NoError(t, err)
	}
	for definition := range 2 {
		id := lives[0].Stream(Key{Definition: definition, Service: "shop"}, now)
		lives[0].Observe(Observation{Stream: id, At: now, Received: now, Count: 1})
	}
	for key, data := range lives[0].Snapshot() {
		require.NoError(t, lives[1].Restore(key, data, now))
	}
	for definition := range 2 {
		s := lives[1].streams.at(lives[1].Stream(Key{Definition: definition, Service: "shop"}, now))
		require.EqualValues(t, 1, s.events, "it was restored")
		require.NotNil(t, s.more.blocks)
		require.Equal(t, definition == 0, s.more.conditional != nil)
	}
}
