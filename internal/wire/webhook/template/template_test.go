package template

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message/messagetest"
)

func TestExecute_ExactBytes(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "body.tmpl"))
	require.NoError(t, err)
	tmpl, err := Parse(string(text), "application/json")
	require.NoError(t, err)
	for _, c := range messagetest.Cases() {
		t.Run(c.Name, func(t *testing.T) {
			data, err := tmpl.Execute(&c.Doc)
			require.NoError(t, err)
			messagetest.Golden(t, c.Name, data)
		})
	}
}

func TestFunctions(t *testing.T) {
	for text, want := range map[string]string{
		`{{ "a\"b<" | json }}`: `"a\"b<"`,
		`{{ json .Issue.Users }} {{ json .Exemplar.Attributes }}`:                        `2 {"host.name":"web-1","http.route":"/checkout"}`,
		`{{ upper "ü" }}{{ lower "Ü" }}{{ title "it's a-b étage" }}`:                     `ÜüIt's A-B Étage`,
		`{{ " a " | trim }}{{ "v1" | trimPrefix "v" }}{{ "a.go" | trimSuffix ".go" }}`:   `a1a`,
		`{{ "a" | contains "a" }}{{ hasPrefix "b" "a" }}{{ hasSuffix "b" "ab" }}`:        `truefalsetrue`,
		`{{ "a.b" | replace "." "-" }} {{ "a.b" | split "." | join "+" }}`:               `a-b a+b`,
		`{{ range lines "a\nb" }}[{{ . }}]{{ end }}{{ indent 2 "a\nb" }}`:                "[a][b]  a\n  b",
		`{{ truncate 3 "üüüü" }} {{ "" | default "none" }} {{ 7 | default 1 }}`:          `üü… none 7`,
		`{{ .Change.Comment | default "-" }}{{ .Releases | default "no" }}`:              `-no`,
		`{{ date "2006-01-02 15:04" .Change.At }} {{ formatTime "RFC3339" .Change.At }}`: `2026-03-01 12:00 2026-03-01T12:00:05Z`,
		`{{ unix .Change.At }} {{ unixMilli .Change.At }} {{ add 1 .Issue.Count }}`:      `1772366405 1772366405250 4`,
		`{{ ago .Issue.FirstSeen .Change.At }} {{ ago .Change.At .Issue.FirstSeen }}`:    `1s 0s`,
		`{{ markdown "*a* [b](c) 1.é" }} {{ html "<a>" }} {{ urlquery "a b&c" }}`:        `\*a\* \[b\]\(c\) 1\.é &lt;a&gt; a+b%26c`,
	} {
		doc := messagetest.Opened()
		tmpl, err := Parse("{{ with .Exemplar }}{{ end }}{{ if and .Exemplar .Links }}"+text+"{{ end }}", "text/plain")
		require.NoError(t, err, text)
		got, err := tmpl.Execute(&doc)
		require.NoError(t, err, text)
		assert.Equal(t, want, string(got), text)
	}
}

func TestParse_FindsFaultsWithTheirLine(t *testing.T) {
	tests := []struct{ name, text, contentType, want string }{
		{"syntax", "a\nb {{ .Issue.Title", "text/plain", "template: body:2: unclosed action"},
		{"a function that there is not", "\n\n{{ now }}", "text/plain", `template: body:3: function "now" not defined`},
		{"a field that there is not", "{{ .Issue.Titel }}", "text/plain", "tried on a new issue with everything: template: body:1:9:"},
		{"an exemplar that may be missing", "x\n{{ .Exemplar.TraceID }}", "text/plain", "tried on a resolved issue without exemplar"},
		{"a frame that may be missing", "{{ with .Exemplar }}{{ (index (index .Exceptions 0).Frames 0).File }}{{ end }}", "text/plain", "tried on an issue without frames"},
		{"text in JSON that is not escaped", "{\n\"text\": \"{{ .Issue.Title }}\"}", "application/json", "line 2 of the body that it makes is not JSON"},
		{"a body without end", `{{ define "x" }}` + strings.Repeat("x", 10_000) + `{{ template "x" }}{{ end }}{{ template "x" }}`, "text/plain", "larger than 1048576 bytes"},
		{"a content type that is none", "x", "application/", "the content type: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse(tt.text, tt.contentType)
			assert.ErrorContains(t, err, tt.want)
		})
	}
}

func TestExecute_ABodyThatIsTooLargeIsAnError(t *testing.T) {
	tmpl, err := Parse("{{ .Change.Comment }}{{ .Change.Comment }}", "text/plain")
	require.NoError(t, err)
	doc := messagetest.Opened()
	doc.Change.Comment = strings.Repeat("x", MaxBytes/2+1)
	_, err = tmpl.Execute(&doc)
	assert.ErrorContains(t, err, "larger than 1048576 bytes")
}

func TestExecute_WhatIsNoJSONIsAnError(t *testing.T) {
	tmpl, err := Parse(`{"release": "{{ .Issue.LastRelease }}"}`, "application/vnd.x+json")
	require.NoError(t, err, "no sample has a quote in its release")
	doc := messagetest.Opened()
	doc.Issue.LastRelease = `1"4`
	_, err = tmpl.Execute(&doc)
	assert.ErrorContains(t, err, "is not JSON")
}
