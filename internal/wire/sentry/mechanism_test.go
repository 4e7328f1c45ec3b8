package sentry

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

func TestSource_IsThePropertyThatTheSDKOfTheLanguageNames(t *testing.T) {
	for _, tt := range []struct {
		name, language string
		x              event.Exception
		want           string
	}{
		{"a cause in Python", "python", event.Exception{Relation: "cause"}, "__cause__"},
		{"a context", "python", event.Exception{Relation: "context"}, "__context__"},
		{"a member in Python", "python", event.Exception{Relation: "member", Member: 3}, "exceptions[2]"},
		{"a cause in Node.js", "nodejs", event.Exception{Relation: "cause"}, "cause"},
		{"a member in Node.js", "nodejs", event.Exception{Relation: "member", Member: 1}, "errors[0]"},
		{"an inner exception of .NET", "dotnet", event.Exception{Relation: "cause"}, "InnerException"},
		{"a member in .NET", "dotnet", event.Exception{Relation: "member", Member: 2}, "InnerExceptions[1]"},
		{"what Java suppressed", "java", event.Exception{Relation: "suppressed"}, "suppressed"},
		{"a document that does not say", "go", event.Exception{}, "cause"},
	} {
		t.Run(tt.name, func(t *testing.T) { assert.Equal(t, tt.want, source(&tt.x, tt.language)) })
	}
}

func TestPayload_ParentsThatWereCutAreReplaced(t *testing.T) {
	values := make([]Exception, 4)
	for i := range values {
		id, parent := 3-i, 2-i
		values[i].Mechanism = &Mechanism{ExceptionID: &id, ParentID: &parent}
	}
	values[3].Mechanism.ParentID = nil
	got := withParents(append(values[:1:1], values[2:]...))
	require.Len(t, got, 3)
	assert.Equal(t, 1, *got[0].Mechanism.ParentID)
	assert.Equal(t, 0, *got[1].Mechanism.ParentID)
	assert.Nil(t, got[2].Mechanism.ParentID)
	assert.Equal(t, 2, *values[0].Mechanism.ParentID, "the event that was given is not changed")
}
