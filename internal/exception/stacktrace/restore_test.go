package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

func TestRestore_IsTheTraceThatWasParsed(t *testing.T) {
	for runtime, text := range samples {
		parsed, ok := Parse("", text)
		require.True(t, ok)
		restored, ok := Restore(runtime, parsed.Exceptions)
		require.True(t, ok)
		assert.Equal(t, parsed.Exceptions, restored.Exceptions)
		assert.Same(t, parsed.runtime, restored.runtime)
	}
}

func TestRestore_RefusesWhatIsNoTrace(t *testing.T) {
	parsed, ok := Parse("", samples["python"])
	require.True(t, ok)
	_, ok = Restore("cobol", parsed.Exceptions)
	assert.False(t, ok)
	_, ok = Restore("python", []exception.Exception{{Type: "E"}})
	assert.False(t, ok)
}

func TestRuntimes_TheLanguageComesFirst(t *testing.T) {
	assert.Equal(t, "java", Runtimes("kotlin")[0])
	assert.ElementsMatch(t, Runtimes(""), Runtimes("go"))
	assert.Len(t, Runtimes(""), len(runtimes))
}
