package event

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLinks_Render(t *testing.T) {
	full, bare := sample(), sample()
	bare.Exemplar = nil
	bare.Issue.LastRelease = ""
	library := sample()
	library.Exemplar.Exceptions[0].Frames[0].InApp = false
	odd := sample()
	odd.Issue.Service = "a/b&c=d #?ü\" <x>"
	odd.Exemplar.Exceptions[0].Frames[0].File = `C:\shop\..\..\a b.cs`
	tests := []struct {
		name  string
		doc   *Document
		texts LinkTexts
		want  *Links
	}{
		{"none is configured", full, LinkTexts{}, nil},
		{"all", full, LinkTexts{
			Trace:  "https://jaeger.test/trace/{{ .TraceID }}?uiFind={{ .SpanID }}",
			Logs:   "https://logs.test/?q={{ .Service }}&from={{ .FromMillis }}&to={{ .ToMillis }}&at={{ .Time }}",
			Source: `https://git.test/{{ .Namespace }}/blob/v{{ .Release }}/{{ .File | trimPrefix "app/" }}#L{{ .Line }}`,
			Issue:  "http://10.0.0.7:8686/issues/{{ .IssueID | upper }}",
		}, &Links{
			Trace:  "https://jaeger.test/trace/4bf92f3577b34da6a3ce929d0e0e4736?uiFind=00f067aa0ba902b7",
			Logs:   "https://logs.test/?q=checkout&from=1767322145000&to=1767323945000&at=2026-01-02T03%3A04%3A05Z",
			Source: "https://git.test/shop/blob/v1.4.0/shop/orders.py#L7",
			Issue:  "http://10.0.0.7:8686/issues/MFZWIZLTOQQGC4DQNRSQ",
		}},
		{"nothing to link to", bare, LinkTexts{Trace: "https://x.test/{{ .TraceID }}", Source: "https://x.test/{{ .File }}"}, nil},
		{"no source of a library", library, LinkTexts{Source: "https://x.test/{{ .File }}"}, nil},
		{"values cannot leave their place", odd, LinkTexts{Logs: "https://x.test/{{ .Service }}", Source: "https://x.test/{{ .File }}"}, &Links{
			Logs:   "https://x.test/a%2Fb%26c%3Dd%20%23%3F%C3%BC%22%20%3Cx%3E",
			Source: "https://x.test/C%3A/shop/a%20b.cs",
		}},
		{"a condition that makes nothing", bare, LinkTexts{Issue: "{{ if .Release }}https://x.test/{{ end }}"}, nil},
		{"too long to work", full, LinkTexts{Issue: "https://x.test/" + strings.Repeat("x", maxLink)}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			templates, err := ParseLinks(tt.texts)
			require.NoError(t, err)
			assert.Equal(t, tt.want, templates.Render(tt.doc))
		})
	}
}

func TestParseLinks_NamesAllFaultsAtOnceWithTheirLine(t *testing.T) {
	_, err := ParseLinks(LinkTexts{
		Trace: "https://x.test/{{ .TraceID", Logs: "https://x.test/\n{{ .Nope }}", Source: "ftp://x.test/", Issue: "https:///{{ .IssueID }}",
	})
	require.Error(t, err)
	for _, want := range []string{
		"trace: template: trace:1: unclosed action", "logs: template: logs:2:3:", "can't evaluate field Nope",
		"source: must make a link that begins with https:// or http://", `issue: must make a link`,
	} {
		assert.Contains(t, err.Error(), want)
	}
}

func TestCulprit(t *testing.T) {
	lib, app := Frame{Function: "lib"}, Frame{Function: "app", InApp: true}
	tests := []struct {
		name  string
		chain []Exception
		want  string
	}{
		{"innermost of the application in the recorded exception", []Exception{{Frames: []Frame{lib}}, {Frames: []Frame{{Function: "outer", InApp: true}, app, lib}}}, "app"},
		{"of the cause when the recorded one has none", []Exception{{Frames: []Frame{app}}, {Frames: []Frame{{Function: "other"}}}}, "app"},
		{"of a library when there is no other", []Exception{{}, {Frames: []Frame{{Function: "outer"}, lib}}}, "lib"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, (&Exemplar{Exceptions: tt.chain}).Culprit().Function)
		})
	}
	assert.Nil(t, (&Exemplar{Exceptions: []Exception{{}}}).Culprit())
}
