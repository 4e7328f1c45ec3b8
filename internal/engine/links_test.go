package engine

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

func TestDocuments_HaveTheLinksThatAreConfigured(t *testing.T) {
	links, err := event.ParseLinks(event.LinkTexts{Trace: "https://jaeger.test/{{ .TraceID }}", Issue: "https://tidemark.test/{{ .IssueID }}"})
	require.NoError(t, err)
	f := newFixture(t, func(s *Settings) { s.Links = links })
	f.send(f.record("declined"))

	entries, err := f.db.Changes(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	assert.Equal(t, &event.Links{
		Trace: "https://jaeger.test/01010000000000000000000000000000",
		Issue: "https://tidemark.test/" + string(f.only().ID),
	}, document(t, &entries[0]).Links)
}

func document(t *testing.T, entry *outbox.Entry) event.Document {
	t.Helper()
	doc, err := event.Unmarshal(entry.Body)
	require.NoError(t, err)
	return doc
}
