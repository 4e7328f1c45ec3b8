package event

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var at = time.Date(2026, 5, 1, 12, 0, 0, 0, time.FixedZone("CEST", 7200))

func occurrence(frames int) exception.Occurrence {
	o := exception.Occurrence{
		Source: exception.SourceSpanEvent, Service: exception.Service{Name: "shop", Version: "1.0.0"},
		Time: at, TraceID: exception.TraceID{1}, SpanID: exception.SpanID{2}, Level: exception.LevelError,
		Attributes: []exception.Attribute{{Key: "http.route", Value: "/cart"}},
		Exceptions: []exception.Exception{{Type: "CartError", Message: "empty"}},
	}
	for n := range frames {
		o.Exceptions[0].Stack.Frames = append(o.Exceptions[0].Stack.Frames, exception.Frame{
			Function: "load", File: strings.Repeat("f", 200), Line: n, SourceLine: strings.Repeat("s", 1000), InApp: true,
		})
	}
	return o
}

func change() issue.Change {
	return issue.Change{
		ID:   "abc-1",
		Step: issue.Step{Version: 1, Kind: issue.ChangeOpened, At: at, Reason: issue.ReasonFirstOccurrence, Actor: issue.ActorTidemark, To: issue.StateNew},
		Issue: issue.Issue{
			ID: "abc", Version: 1, State: issue.StateNew, Title: "CartError: empty", Count: 2.6, Observed: 2,
			Identity: issue.Identity{Kind: issue.KindError, Service: "shop", Environment: "production", Fingerprint: "v1:f"},
		},
	}
}

func TestNew_CountsAreWholeAndTimesAreUTC(t *testing.T) {
	exemplar := NewExemplar(new(occurrence(1)))
	doc := New(change(), nil, &exemplar)
	assert.EqualValues(t, 3, doc.Issue.Count)
	assert.Nil(t, doc.Issue.Users)
	assert.Equal(t, time.UTC, doc.Change.At.Location())
	assert.Equal(t, time.UTC, doc.Exemplar.Time.Location())
	assert.Empty(t, doc.Change.PreviousState)

	data, err := Marshal(doc)
	require.NoError(t, err)
	assert.Contains(t, string(data), `"users":null`)
	again, err := Unmarshal(data)
	require.NoError(t, err)
	assert.Equal(t, doc, again)
}

func TestNewExemplar_IDIsThatOfTheOccurrence(t *testing.T) {
	one, same, later := occurrence(1), occurrence(1), occurrence(1)
	later.Time = later.Time.Add(1)
	assert.Equal(t, NewExemplar(&one).ID, NewExemplar(&same).ID)
	assert.NotEqual(t, NewExemplar(&one).ID, NewExemplar(&later).ID)
}

func TestMarshal_CutsTheLeastUsefulFirst(t *testing.T) {
	large := func(grow func(*exception.Occurrence)) Document {
		o := occurrence(64)
		grow(&o)
		e := NewExemplar(&o)
		return New(change(), nil, &e)
	}
	for name, test := range map[string]struct {
		doc  Document
		then func(*testing.T, Document)
	}{
		"source lines go first": {
			large(func(o *exception.Occurrence) { o.Exceptions = append(o.Exceptions, o.Exceptions[0], o.Exceptions[0]) }),
			func(t *testing.T, d Document) {
				assert.Len(t, d.Exemplar.Exceptions[0].Frames, 64)
				assert.Empty(t, d.Exemplar.Exceptions[0].Frames[0].SourceLine)
				assert.Len(t, d.Exemplar.Attributes, 1)
			},
		},
		"then the raw stack": {
			large(func(o *exception.Occurrence) { o.RawStack = strings.Repeat("ü", 64<<10) }),
			func(t *testing.T, d Document) {
				assert.Len(t, d.Exemplar.RawStack, 8<<10)
				assert.Len(t, d.Exemplar.Attributes, 1)
			},
		},
		"then the middle of stacks": {
			large(func(o *exception.Occurrence) {
				for range 15 {
					o.Exceptions = append(o.Exceptions, o.Exceptions[0])
				}
			}),
			func(t *testing.T, d Document) {
				assert.Len(t, d.Exemplar.Exceptions, 16)
				frames := d.Exemplar.Exceptions[3].Frames
				assert.Len(t, frames, 16)
				assert.Equal(t, 0, frames[0].Line)
				assert.Equal(t, 63, frames[15].Line)
				assert.True(t, d.Exemplar.Exceptions[3].Truncated)
			},
		},
		"at last the exemplar": {
			large(func(o *exception.Occurrence) {
				for n := range o.Exceptions[0].Stack.Frames {
					o.Exceptions[0].Stack.Frames[n].File = strings.Repeat("f", 64<<10)
				}
			}),
			func(t *testing.T, d Document) { assert.Nil(t, d.Exemplar) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := Marshal(test.doc)
			require.NoError(t, err)
			assert.LessOrEqual(t, len(data), MaxBytes)
			doc, err := Unmarshal(data)
			require.NoError(t, err)
			assert.True(t, doc.Truncated)
			test.then(t, doc)
		})
	}
}

func TestMarshal_LeavesTheDocumentItWasGivenAlone(t *testing.T) {
	o := occurrence(64)
	for range 15 {
		o.Exceptions = append(o.Exceptions, o.Exceptions[0])
	}
	e := NewExemplar(&o)
	doc := New(change(), nil, &e)
	_, err := Marshal(doc)
	require.NoError(t, err)
	assert.Len(t, e.Exceptions[0].Frames, 64)
	assert.NotEmpty(t, e.Exceptions[0].Frames[0].SourceLine)
}

// The documentation lists every field, and no other.
func TestDocument_IsDocumented(t *testing.T) {
	page, err := os.ReadFile("../../../docs/issue-event.md")
	require.NoError(t, err)
	_, section, found := strings.Cut(string(page), "\n## Schema 1\n")
	require.True(t, found)
	var documented []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(section, -1) {
		documented = append(documented, m[1])
	}
	assert.Equal(t, fields(reflect.TypeFor[Document](), ""), documented)
}

// fields lists the JSON paths of a type in order.
func fields(typ reflect.Type, path string) (list []string) {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch {
	case typ.Kind() == reflect.Slice:
		return fields(typ.Elem(), path+"[]")
	case typ.Kind() != reflect.Struct || typ == reflect.TypeFor[time.Time]():
		return []string{path}
	}
	for n := range typ.NumField() {
		name, _, _ := strings.Cut(typ.Field(n).Tag.Get("json"), ",")
		if path != "" {
			name = path + "." + name
		}
		list = append(list, fields(typ.Field(n).Type, name)...)
	}
	return list
}
