package cloudevents

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

var update = flag.Bool("update", false, "write the golden files anew")

// opened returns the document of a new issue with all that a document can hold.
func opened(t testing.TB) *event.Document {
	t.Helper()
	data, err := os.ReadFile("testdata/opened.json")
	require.NoError(t, err)
	doc, err := event.Unmarshal(data)
	require.NoError(t, err)
	return &doc
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
}

func TestEncode_ExactBytes(t *testing.T) {
	tests := []struct {
		name, source string
		edit         func(*event.Document)
	}{
		{"opened.golden", "", func(*event.Document) {}},
		{"resolved.golden", "https://tidemark.example.com/eu", func(d *event.Document) {
			d.Change = event.Change{
				ID: d.Issue.ID + "-7", Kind: "resolved", Version: 7, At: d.Change.At.In(time.FixedZone("CET", 3600)),
				PreviousState: "ongoing", Reason: "by_person", Actor: "ada", Comment: "fixed in <1.4.1> & up",
			}
			d.Issue.State, d.Issue.Users, d.Issue.ServiceNamespace, d.Exemplar = "resolved", nil, "", nil
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := opened(t)
			tt.edit(doc)
			data, err := Encode(doc, tt.source)
			require.NoError(t, err)
			golden(t, tt.name, data)
		})
	}
}

func TestEncode_DataReadsBackAsTheDocument(t *testing.T) {
	doc := opened(t)
	data, err := Encode(doc, "")
	require.NoError(t, err)
	var got cloudEvent
	require.NoError(t, json.Unmarshal(data, &got))
	back, err := event.Unmarshal(got.Data)
	require.NoError(t, err)
	assert.Equal(t, *doc, back)
}

func TestSource(t *testing.T) {
	assert.Equal(t, "/tidemark/shop/checkout", Source("shop", "checkout"))
	assert.Equal(t, "/tidemark/checkout", Source("", "checkout"))
	assert.Equal(t, "/tidemark/a%2Fb/caf%C3%A9%20%3F", Source("a/b", "café ?"))
}
