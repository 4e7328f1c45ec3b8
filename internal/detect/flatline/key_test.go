package flatline_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

func TestSnapshot_NamesWithSlashesAreKeptApart(t *testing.T) {
	d, err := flatline.New(flatline.Settings{})
	require.NoError(t, err)
	for _, k := range []flatline.Key{
		{Namespace: "team", Service: "api/v1", Environment: "prod"}, {Namespace: "team/api", Service: "v1", Environment: "prod"},
		{Namespace: "team", Service: "api", Environment: "v1/prod"}, {Namespace: "team%2Fapi", Service: "v1", Environment: "prod"},
	} {
		k.Definition, k.Signal, k.Name = -1, flatline.SignalSpan, "server GET /"
		sender := d.Sender(flatline.Sender{Namespace: k.Namespace, Service: k.Service, Environment: k.Environment}, monday)
		d.Hear(flatline.Heard{Sender: sender, Received: monday, First: monday, Last: monday, Items: 1})
		d.Observe(flatline.Observation{Stream: d.Stream(k, monday), Sender: sender, At: monday, Received: monday, Count: 1})
	}
	saved := map[string][]byte{}
	for key, data := range d.Snapshot() {
		saved[key] = data
	}
	require.Len(t, saved, 8, "four services and four streams")
	again, err := flatline.New(flatline.Settings{})
	require.NoError(t, err)
	for key, data := range saved {
		require.NoError(t, again.Restore(key, data, monday), key)
	}
	require.Len(t, again.Streams(), 4)
}
