package event

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

func TestOccurrence_IsTheInverseOfNewExemplar(t *testing.T) {
	for _, frames := range []int{0, 3} {
		want := occurrence(frames)
		want.Time, want.Service.Name = want.Time.UTC(), ""
		want.Language, want.SpanName, want.Scope, want.RawStack, want.UserHash = "python", "GET /", "lib", "raw", "u"
		want.Handled, want.DroppedAttributes, want.Exceptions[0].Stack.Truncated = true, 2, true
		e := NewExemplar(&want)
		assert.Equal(t, want, e.Occurrence())
	}
}

func TestOccurrence_AlwaysHasAnException(t *testing.T) {
	o := (&Exemplar{Source: "nonsense", TraceID: "x"}).Occurrence()
	assert.Len(t, o.Exceptions, 1)
	assert.Zero(t, o.Source)
	assert.Equal(t, exception.TraceID{}, o.TraceID)
}
