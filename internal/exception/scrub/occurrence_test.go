package scrub

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

func TestOccurrence_CarriesEverythingScrubbed(t *testing.T) {
	s := New(Settings{Key: []byte("k")})
	rec := &exception.Record{
		Source:  exception.SourceSpanEvent,
		Service: exception.Service{Name: "shop", Namespace: "eu", Version: "1.4.0", Environment: "prod", Language: "python"},
		Message: "ignored", SpanName: "GET /users/bob@example.com", Scope: "shop.http", Level: exception.LevelError,
		Handled: true, Time: time.Unix(1, 0), TraceID: exception.TraceID{1}, SpanID: exception.SpanID{2}, User: "bob",
		StackTrace: "Traceback ...",
	}
	chain := []exception.Exception{{
		Type: "LoginError", Message: "password=hunter2",
		Stack: exception.Stack{Frames: []exception.Frame{
			{Function: "login", Module: "shop", File: "/app/login.py", Line: 3, Column: 4, SourceLine: `token = "abc"`, InApp: true},
		}},
	}}
	got := s.Occurrence(rec, chain, []exception.Attribute{
		{Key: "server.address", Value: "db.internal"}, {Key: "host.name", Value: "node-1"}, {Key: "host.name", Value: "node-2"},
		{Key: "user.email", Value: "bob@example.com"}, {Key: "url.path", Value: "/reset/bob@example.com"}, {Key: "code.secret", Value: "x"},
	})
	assert.Equal(t, exception.Occurrence{
		Source: exception.SourceSpanEvent, Service: rec.Service, Time: rec.Time, TraceID: rec.TraceID, SpanID: rec.SpanID,
		SpanName: "GET /users/[email]", Scope: "shop.http", Level: exception.LevelError, Handled: true,
		Exceptions: []exception.Exception{{
			Type: "LoginError", Message: "password=[secret]",
			Stack: exception.Stack{Frames: []exception.Frame{
				{Function: "login", Module: "shop", File: "/app/login.py", Line: 3, Column: 4, SourceLine: `token = "[secret]"`, InApp: true},
			}},
		}},
		UserHash: s.UserHash("bob"),
		Attributes: []exception.Attribute{
			{Key: "code.secret", Value: "[secret]"}, {Key: "host.name", Value: "node-2"},
			{Key: "server.address", Value: "db.internal"}, {Key: "url.path", Value: "/reset/[email]"},
		},
	}, got)
	assert.Equal(t, "password=hunter2", chain[0].Message, "the shared chain is not changed")
}

func TestOccurrence_KeepsTheTextOfAStackThatCouldNotBeRead(t *testing.T) {
	s := New(Settings{})
	rec := &exception.Record{Type: "E", StackTrace: "?? for bob@example.com"}
	assert.Equal(t, "?? for [email]", s.Occurrence(rec, []exception.Exception{{Type: "E"}}, nil).RawStack)
	read := []exception.Exception{{Type: "E", Stack: exception.Stack{Frames: []exception.Frame{{Function: "f"}}}}}
	assert.Empty(t, s.Occurrence(rec, read, nil).RawStack)
}

func TestOccurrence_IsNeverWithoutAnException(t *testing.T) {
	o := New(Settings{}).Occurrence(&exception.Record{Message: "m"}, nil, nil)
	assert.Equal(t, "m", o.Outermost().Message)
}

func TestOccurrence_IsBounded(t *testing.T) {
	long := strings.Repeat("ä", 100_000)
	var frames []exception.Frame
	for i := range 200 {
		frames = append(frames, exception.Frame{Function: fmt.Sprint(i), File: long, SourceLine: long})
	}
	var chain []exception.Exception
	for range 16 {
		chain = append(chain, exception.Exception{Type: long, Message: long, Stack: exception.Stack{Frames: frames}})
	}
	var attributes []exception.Attribute
	for i := range 100 {
		attributes = append(attributes, exception.Attribute{Key: fmt.Sprintf("k8s.%03d", i), Value: long})
	}
	o := New(Settings{}).Occurrence(&exception.Record{StackTrace: long, SpanName: long}, chain, attributes)

	assert.Len(t, o.Attributes, 64)
	assert.Equal(t, 36, o.DroppedAttributes)
	assert.LessOrEqual(t, len(o.Attributes[0].Value), 1<<10)
	size := 0
	for _, e := range o.Exceptions {
		size += len(e.Type) + len(e.Message)
		assert.LessOrEqual(t, len(e.Stack.Frames), 64)
		assert.True(t, e.Stack.Truncated)
		for _, f := range e.Stack.Frames {
			size += len(f.Function) + len(f.Module) + len(f.File) + len(f.SourceLine)
			assert.True(t, utf8.ValidString(f.File))
		}
	}
	assert.LessOrEqual(t, size, 64<<10)
	outermost := o.Outermost().Stack
	require.NotEmpty(t, outermost.Frames)
	assert.Equal(t, "199", outermost.Innermost().Function)
	assert.Equal(t, "0", outermost.Frames[0].Function)
}

func TestOccurrence_KeepsTheOrderOfFrames(t *testing.T) {
	var frames []exception.Frame
	for i := range 7 {
		frames = append(frames, exception.Frame{Function: fmt.Sprint(i)})
	}
	o := New(Settings{}).Occurrence(&exception.Record{}, []exception.Exception{{Stack: exception.Stack{Frames: frames}}}, nil)
	assert.Equal(t, frames, o.Outermost().Stack.Frames)
	assert.False(t, o.Outermost().Stack.Truncated)
}

func TestAllowed(t *testing.T) {
	s := New(Settings{AllowAttributes: []string{"shop.cart", "acme.*", "user.email"}})
	for key, want := range map[string]bool{
		"service.name": true, "deployment.environment.name": true, "host.name": true, "k8s.pod.name": true, "cloud.region": true,
		"http.request.method": true, "http.response.status_code": true, "http.route": true, "url.path": true, "server.address": true,
		"db.system.name": true, "db.operation.name": true, "messaging.system": true, "code.function.name": true, "error.type": true,
		"feature_flag.key": true, "gen_ai.request.model": true, "log.file.name": true, "shop.cart": true, "acme.anything": true,
		"user.id": false, "user.email": false, "enduser.id": false, "client.address": false, "url.query": false, "url.full": false,
		"http.request.header.cookie": false, "db.query.text": false, "db.statement": false, "messaging.message.body": false,
		"gen_ai.prompt": false, "gen_ai.input.messages": false, "shop.cart.owner": false, "anything": false, "": false,
	} {
		assert.Equal(t, want, s.Allowed(key), key)
	}
}

func BenchmarkOccurrence(b *testing.B) {
	s := New(Settings{Key: []byte("k")})
	var frames []exception.Frame
	for i := range 20 {
		frames = append(frames, exception.Frame{Function: "place", Module: "com.acme.Orders", File: "Orders.java", Line: i})
	}
	rec := &exception.Record{Type: "E", Message: "cannot place order 4711", SpanName: "POST /orders", User: "bob"}
	chain := []exception.Exception{{Type: "E", Message: rec.Message, Stack: exception.Stack{Frames: frames}}}
	attributes := []exception.Attribute{{Key: "http.route", Value: "/orders"}, {Key: "host.name", Value: "n"}, {Key: "user.id", Value: "bob"}}
	b.ReportAllocs()
	for b.Loop() {
		s.Occurrence(rec, chain, attributes)
	}
}
