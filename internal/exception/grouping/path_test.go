package grouping

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

func TestDecide_ErrorsThatDifferOnlyInMessagesHaveOnePath(t *testing.T) {
	place := func(edit func(*exception.Record)) Decision {
		rec := goRecord("no user named bob")
		edit(rec)
		return Decide(rec)
	}
	first := place(func(*exception.Record) {})
	for _, c := range []struct {
		name string
		edit func(*exception.Record)
		same bool
	}{
		{"another message", func(r *exception.Record) { r.Message = "no user named ann" }, true},
		{"no message", func(r *exception.Record) { r.Message = "" }, true},
		{"a template of the sender", func(r *exception.Record) { r.Template = "no user named {}" }, true},
		{"another type", func(r *exception.Record) { r.Type = "*cart.UserError" }, false},
		{"another frame", func(r *exception.Record) { r.StackTrace += "main.init()\n\t/src/cart/main.go:1 +0x1\n" }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := place(c.edit)
			assert.NotEqual(t, first.Fingerprint, d.Fingerprint)
			assert.Equal(t, c.same, first.Path == d.Path)
			assert.NotEqual(t, d.Path, d.Fingerprint, "the issue of all messages is none of one message, and none of no message")
			assert.Regexp(t, `^v1:[0-9a-f]{32}$`, d.Path)
		})
	}
}

func TestDecide_MessagesOfCausesAreNoPartOfThePath(t *testing.T) {
	a, b := pythonRecord(), pythonRecord()
	b.StackTrace = "Traceback (most recent call last):\n  File \"/app/shop/stock.py\", line 7, in take\n    raise KeyError(number)\n" +
		"KeyError: no such thing" + pythonStack[len("Traceback (most recent call last):\n  File \"/app/shop/stock.py\", line 7, in take\n    raise KeyError(number)\nKeyError: 4711"):]
	assert.NotEqual(t, Decide(a).Fingerprint, Decide(b).Fingerprint)
	assert.Equal(t, Decide(a).Path, Decide(b).Path)
}

func TestDecide_WithoutFramesThereIsNoPath(t *testing.T) {
	for reason, rec := range map[Reason]exception.Record{
		ReasonTypeAndMessage: {Type: "ShopError", Message: "no user named bob"},
		ReasonLogMessage:     {Source: exception.SourceLogRecord, Message: "no user named bob"},
		ReasonSpanStatus:     {Source: exception.SourceSpanStatus, Message: "no user named bob"},
		ReasonStackText:      {StackTrace: "somewhere over\nthe rainbow"},
		ReasonOrigin:         {},
	} {
		d := Decide(&rec)
		assert.Equal(t, reason, d.Reason)
		assert.Empty(t, d.Path, reason)
	}
}

func TestDecide_PathsAreFrozen(t *testing.T) {
	assert.Equal(t, "v1:d95c0449ae814d03f97872da1bb50560", Decide(pythonRecord()).Path)
	assert.Equal(t, "v1:59949d3a6c0c7a73a7de38706371e08a", Decide(goRecord("cart 17 is full")).Path)
}
