package cloudevents

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// FuzzEncode makes a CloudEvent of any document: JSON whose data is the document as it is encoded.
func FuzzEncode(f *testing.F) {
	f.Add([]byte(`{"change":{"id":"a-1","kind":"opened"},"issue":{"service":"\u0000/é"}}`), "")
	f.Add([]byte(`{}`), "\xff")
	f.Fuzz(func(t *testing.T, data []byte, source string) {
		doc, err := event.Unmarshal(data)
		if err != nil || len(data) > event.MaxBytes/4 {
			return
		}
		encoded, err := Encode(&doc, source)
		require.NoError(t, err)
		var got cloudEvent
		require.NoError(t, json.Unmarshal(encoded, &got))
		want, err := event.Marshal(doc)
		require.NoError(t, err)
		require.JSONEq(t, string(want), string(got.Data))
		require.Equal(t, TypePrefix+doc.Change.Kind, got.Type)
	})
}
