package store

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBody_ComesBackAsItWas(t *testing.T) {
	for name, body := range map[string][]byte{
		"empty":               {},
		"short":               []byte("{}"),
		"just under packing":  bytes.Repeat([]byte("a"), packFrom-1),
		"just packed":         bytes.Repeat([]byte("a"), packFrom),
		"an exemplar":         body(1),
		"a document of limit": bytes.Repeat([]byte("0123456789abcdef"), 8<<10),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := unpack(pack(body))
			require.NoError(t, err)
			require.Equal(t, body, got)
		})
	}
}

func TestBody_OfJSONBecomesAThird(t *testing.T) {
	require.Less(t, len(pack(body(1))), len(body(1))/3)
}

func TestUnpack_RefusesWhatItDoesNotKnow(t *testing.T) {
	for name, stored := range map[string][]byte{
		"nothing": {}, "another way": {7, 1, 2}, "damaged": {bodyZstd, 1, 2, 3}, "cut off": pack(body(1))[:100],
	} {
		_, err := unpack(stored)
		require.ErrorContains(t, err, "stored body", name)
	}
}

func TestLastPacked_ABufferThatIsUsedAgainIsAnotherBody(t *testing.T) {
	var last lastPacked
	buffer := []byte("one")
	require.Equal(t, pack([]byte("one")), last.pack(buffer))
	copy(buffer, "two")
	require.Equal(t, pack([]byte("two")), last.pack(buffer))
}

func FuzzUnpack(f *testing.F) {
	f.Add(pack(body(1)))
	f.Add(pack(nil))
	f.Fuzz(func(t *testing.T, stored []byte) {
		body, err := unpack(stored)
		if err != nil {
			return
		}
		again, err := unpack(pack(body))
		require.NoError(t, err)
		require.True(t, bytes.Equal(body, again))
	})
}
