package event

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

func TestExemplar_KeepsHowExceptionsBelongTogether(t *testing.T) {
	o := exception.Occurrence{Exceptions: []exception.Exception{
		{Type: "OSError", Link: exception.Link{Relation: exception.RelationContext, Depth: 1}},
		{Type: "ValueError", Link: exception.Link{Relation: exception.RelationCause, Depth: 2}},
		{Type: "KeyError", Link: exception.Link{Relation: exception.RelationMember, Depth: 1, Member: 1, Alike: 3}},
		{Type: "Closed", Link: exception.Link{Relation: exception.RelationSuppressed, Depth: 1}},
		{Type: "Group", Link: exception.Link{Omitted: 2}},
	}}
	e := NewExemplar(&o)
	assert.Equal(t, 2, *e.Exceptions[1].Parent)
	assert.Equal(t, 4, *e.Exceptions[0].Parent)
	assert.Nil(t, e.Exceptions[4].Parent)
	assert.True(t, e.IsGroup(4))
	assert.False(t, e.IsGroup(2))
	back := e.Occurrence()
	for i := range o.Exceptions {
		assert.Equal(t, o.Exceptions[i].Link, back.Exceptions[i].Link, o.Exceptions[i].Type)
	}
}

func TestExemplar_ADocumentThatDoesNotSayIsALineOfCauses(t *testing.T) {
	e := Exemplar{Exceptions: []Exception{{Type: "A"}, {Type: "B"}, {Type: "C"}}}
	o := e.Occurrence()
	assert.Equal(t, exception.Link{Relation: exception.RelationCause, Depth: 2}, o.Exceptions[0].Link)
	assert.Equal(t, exception.Link{Relation: exception.RelationCause, Depth: 1}, o.Exceptions[1].Link)
	assert.Equal(t, exception.Link{}, o.Exceptions[2].Link)
}
