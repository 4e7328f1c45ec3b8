package event

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzUnmarshal reads any JSON as an issue document. What could be read can be written within the limit,
// and is written the same when it was read again.
func FuzzUnmarshal(f *testing.F) {
	exemplar := NewExemplar(new(occurrence(3)))
	data, err := Marshal(New(change(), []Release{{Release: "1"}}, &exemplar))
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte(`{"issue":{"count":1e3},"exemplar":{"exceptions":null},"releases":[null]}`))
	f.Add([]byte(`{"change":{"at":"0000-01-01T00:00:00Z"},"issue":{"title":"\ud800"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := Unmarshal(data)
		if err != nil || len(data) > MaxBytes/4 {
			return
		}
		written, err := Marshal(doc)
		require.NoError(t, err)
		require.LessOrEqual(t, len(written), MaxBytes)
		again, err := Unmarshal(written)
		require.NoError(t, err)
		rewritten, err := Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(written), string(rewritten))
	})
}
