package slowdown

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func savedServices(saved map[string][]byte) (n int) {
	for key := range saved {
		if strings.HasPrefix(key, keyService) {
			n++
		}
	}
	return n
}

func TestSnapshot_ReleasesOfAServiceInUseAreSavedAgainBeforeTheStoreForgetsThem(t *testing.T) {
	w := newWorld(t, 30, warm())
	w.minutes(3, on("1", 50, 1))
	require.Equal(t, 1, savedServices(save(w.d)))
	w.minutes(3, on("1", 50, 1))
	require.Zero(t, savedServices(save(w.d)), "not each minute")
	w.now = w.now.Add(24 * time.Hour)
	w.minutes(3, on("1", 50, 1))
	saved := save(w.d)
	require.Equal(t, 1, savedServices(saved))
	again := newWorld(t, 31, warm())
	for key, data := range saved {
		require.NoError(t, again.d.Restore(key, data, w.now))
	}
	require.Equal(t, w.d.releases[1].first, again.d.releases[1].first)
	require.Equal(t, w.d.releases[1].last, again.d.releases[1].last)
}
