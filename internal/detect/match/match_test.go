package match

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func span(values map[Field]string) Item { return Item{SignalSpans, valuesOf(values)} }

func valuesOf(values map[Field]string) (all [Fields]string) {
	for f, value := range values {
		all[f] = value
	}
	return all
}

func TestIndex_FindsThePatternsThatAnItemFits(t *testing.T) {
	patterns := []Pattern{
		{SignalSpans, valuesOf(map[Field]string{FieldSpanName: "POST /signup", FieldService: "shop-*"})},
		{SignalSpans, valuesOf(map[Field]string{FieldSpanName: "POST /signup", FieldStatus: "ok"})},
		{SignalSpans, valuesOf(map[Field]string{FieldRoute: "/signup/*", FieldKind: "server"})},
		{SignalSpans, valuesOf(map[Field]string{FieldSpanName: "*signup*"})},
		{SignalLogs, valuesOf(map[Field]string{FieldEventName: "user.signed_up"})},
		{SignalLogs, valuesOf(map[Field]string{FieldService: "shop-eu", FieldSeverity: "w*"})},
	}
	index, err := NewIndex(patterns)
	require.NoError(t, err)
	for name, test := range map[string]struct {
		item Item
		want []int
	}{
		"exact and glob": {span(map[Field]string{FieldSpanName: "POST /signup", FieldService: "shop-eu", FieldStatus: "ok"}), []int{0, 1, 3}},
		"another service, and it failed": {
			span(map[Field]string{FieldSpanName: "POST /signup", FieldService: "bank", FieldStatus: "error"}), []int{3}},
		"by route":            {span(map[Field]string{FieldRoute: "/signup/{plan}", FieldKind: "server", FieldSpanName: "x"}), []int{2}},
		"nothing set":         {span(nil), nil},
		"a log with the name": {Item{SignalLogs, valuesOf(map[Field]string{FieldEventName: "user.signed_up"})}, []int{4}},
		"a log by severity": {
			Item{SignalLogs, valuesOf(map[Field]string{FieldService: "shop-eu", FieldSeverity: "warn"})}, []int{5}},
		"a span with the name of an event": {span(map[Field]string{FieldSpanName: "user.signed_up"}), nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := index.Match(&test.item, nil)
			slices.Sort(got)
			require.Equal(t, test.want, got)
		})
	}
	empty, err := NewIndex(nil)
	require.NoError(t, err)
	require.Empty(t, empty.Match(&Item{SignalSpans, valuesOf(map[Field]string{FieldService: "shop-eu"})}, nil))
}

func TestGlob_AgreesWithARegularExpression(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	word := func(letters string, most int) string {
		b := make([]byte, random.IntN(most+1))
		for n := range b {
			b[n] = letters[random.IntN(len(letters))]
		}
		return string(b)
	}
	fitted := 0
	for range 200_000 {
		pattern, value := word("ab*?", 8), word("ab", 10)
		quoted := strings.NewReplacer("*", ".*", "?", ".").Replace(pattern)
		want := regexp.MustCompile("^(?s:" + quoted + ")$").MatchString(value)
		g := newGlob(pattern)
		require.Equal(t, want, g.matches(value), "%q against %q", pattern, value)
		if want {
			fitted++
		}
	}
	require.Greater(t, fitted, 20_000)
}

func TestIndex_AgreesWithComparingEachPattern(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	var patterns []Pattern
	for range 300 {
		p := Pattern{SignalSpans, valuesOf(map[Field]string{
			FieldSpanName: pick("", "a", "b", "a*", "*b"), FieldService: pick("", "s", "t", "?"), FieldRoute: pick("", "/x", "/*"),
			FieldStatus: pick("", "ok", "error"),
		})}
		if p.Validate() == nil {
			patterns = append(patterns, p)
		}
	}
	index, err := NewIndex(patterns)
	require.NoError(t, err)
	for range 2_000 {
		item := span(map[Field]string{
			FieldSpanName: pick("", "a", "b", "ab"), FieldService: pick("s", "t", "u"), FieldRoute: pick("", "/x", "/y"), FieldStatus: pick("ok", "error"),
		})
		var want []int
		for n, p := range patterns {
			fits := true
			for f, value := range p.Values {
				g := newGlob(value)
				fits = fits && (value == "" || g.matches(item.Values[f]))
			}
			if fits {
				want = append(want, n)
			}
		}
		got := index.Match(&item, nil)
		slices.Sort(got)
		require.Equal(t, want, got)
	}
}

func TestPattern_FaultsSayWhatToDo(t *testing.T) {
	for name, test := range map[string]struct {
		pattern Pattern
		says    string
	}{
		"nothing":             {Pattern{}, "would fit all spans; name at least one of span_name, route, service, kind, status"},
		"only stars":          {Pattern{SignalLogs, valuesOf(map[Field]string{FieldService: "**"})}, "would fit all logs; name at least one of event_name, service, severity"},
		"an event of a span":  {Pattern{SignalSpans, valuesOf(map[Field]string{FieldEventName: "x"})}, "event_name: spans have none; use span_name, route, service, kind, status, or write signal: logs"},
		"a route of a log":    {Pattern{SignalLogs, valuesOf(map[Field]string{FieldRoute: "/x"})}, "or write signal: spans"},
		"a regexp":            {Pattern{SignalSpans, valuesOf(map[Field]string{FieldSpanName: "^POST .*"})}, "looks like a regular expression; write the name as it is, with * for any text"},
		"a kind":              {Pattern{SignalSpans, valuesOf(map[Field]string{FieldKind: "SERVER"})}, `kind: "SERVER" is none; use server, consumer, client, producer, internal`},
		"a glob for no kind":  {Pattern{SignalSpans, valuesOf(map[Field]string{FieldKind: "x*"})}, `kind: "x*" is none`},
		"a status":            {Pattern{SignalSpans, valuesOf(map[Field]string{FieldStatus: "unset"})}, `status: "unset" is none; use ok, error`},
		"white space":         {Pattern{SignalSpans, valuesOf(map[Field]string{FieldSpanName: "x "})}, "begins or ends with white space"},
		"a name without end":  {Pattern{SignalSpans, valuesOf(map[Field]string{FieldSpanName: strings.Repeat("x", 1025)})}, "is 1025 bytes long; names are read up to 1024"},
		"stars without end":   {Pattern{SignalSpans, valuesOf(map[Field]string{FieldSpanName: strings.Repeat("x*", 17)})}, "has 17 stars, at most 16"},
		"bytes that are none": {Pattern{SignalSpans, valuesOf(map[Field]string{FieldSpanName: "\xff"})}, "is not UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorContains(t, test.pattern.Validate(), test.says)
			_, err := NewIndex([]Pattern{test.pattern})
			require.ErrorContains(t, err, "pattern 0: ")
		})
	}
	_, err := NewIndex([]Pattern{{Signal: 7}})
	require.EqualError(t, err, "pattern 0: signal 7 is none")
}

func TestSignal_IsThatOfTheFieldsWhenNoneIsNamed(t *testing.T) {
	require.Equal(t, SignalLogs, SignalFor(valuesOf(map[Field]string{FieldService: "x", FieldSeverity: "error"})))
	require.Equal(t, SignalSpans, SignalFor(valuesOf(map[Field]string{FieldService: "x"})))
	got, err := ParseSignal("logs")
	require.NoError(t, err)
	require.Equal(t, SignalLogs, got)
	_, err = ParseSignal("traces")
	require.EqualError(t, err, `signal: must be spans or logs, is "traces"`)
}

// thousand returns patterns as an operator writes them: most with an exact name, each tenth with none.
func thousand() []Pattern {
	patterns := make([]Pattern, 1000)
	for n := range patterns {
		v := map[Field]string{FieldService: "shop-*", FieldKind: "server", FieldSpanName: fmt.Sprintf("POST /checkout/%d", n)}
		if n%10 == 0 {
			v = map[Field]string{FieldService: fmt.Sprintf("team%d-*", n), FieldSpanName: "POST *"}
		}
		patterns[n] = Pattern{SignalSpans, valuesOf(v)}
	}
	return patterns
}

func TestIndex_AllocatesNothing(t *testing.T) {
	index, err := NewIndex(thousand())
	require.NoError(t, err)
	item := span(map[Field]string{FieldService: "shop-eu", FieldKind: "server", FieldSpanName: "POST /checkout/501", FieldStatus: "ok"})
	found := make([]int, 0, 8)
	require.Equal(t, []int{501}, index.Match(&item, found))
	require.Zero(t, testing.AllocsPerRun(100, func() { found = index.Match(&item, found[:0]) }))
}

// BenchmarkMatch is one item against 1,000 declared streams, 100 of them without an exact value.
func BenchmarkMatch(b *testing.B) {
	index, err := NewIndex(thousand())
	require.NoError(b, err)
	for name, item := range map[string]Item{
		"hit":  span(map[Field]string{FieldService: "shop-eu", FieldKind: "server", FieldSpanName: "POST /checkout/501", FieldStatus: "ok"}),
		"miss": span(map[Field]string{FieldService: "bank", FieldKind: "client", FieldSpanName: "SELECT", FieldStatus: "ok"}),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			found := make([]int, 0, 8)
			for b.Loop() {
				found = index.Match(&item, found[:0])
			}
		})
	}
}
