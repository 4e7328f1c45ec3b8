package issuewebhookexporter

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/exporter/exportertest"

	"github.com/tidemark-otel/tidemark/exporters/issuewebhookexporter/internal/metadata"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/cloudevents"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/discord"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/slack"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/teams"
)

// Each kind, from the factory to the bytes that a server gets.
func TestKinds_WhatAServerGets(t *testing.T) {
	doc := change("c-1", "opened")
	m := message.New(&doc)
	tests := []struct {
		name, path, contentType string
		edit                    func(c *Config, server string)
		body                    func() ([]byte, error)
	}{
		{"cloudevents", "/hook", cloudevents.ContentType, func(c *Config, server string) { c.URL = configopaque.String(server + "/hook") },
			func() ([]byte, error) { return cloudevents.Encode(&doc, "") }},
		{"slack with a token", "/api/chat.postMessage", slack.ContentType, func(c *Config, server string) {
			c.Kind, c.Slack = KindSlack, SlackConfig{Token: "xoxb-1", Channel: "C1", APIURL: server + "/api/"}
		}, func() ([]byte, error) { return slack.Message(&m, slack.Target{Channel: "C1"}) }},
		{"slack with a webhook", "/services/T/B/x", slack.ContentType, func(c *Config, server string) {
			c.Kind, c.URL = KindSlack, configopaque.String(server+"/services/T/B/x")
		}, func() ([]byte, error) { return slack.Message(&m, slack.Target{}) }},
		{"teams", "/workflows/x?sig=y", teams.ContentType, func(c *Config, server string) {
			c.Kind, c.URL = KindTeams, configopaque.String(server+"/workflows/x?sig=y")
		}, func() ([]byte, error) { return teams.Message(&m) }},
		{"discord", "/api/webhooks/1/x?wait=true", discord.ContentType, func(c *Config, server string) {
			c.Kind, c.URL = KindDiscord, configopaque.String(server+"/api/webhooks/1/x")
		}, func() ([]byte, error) { return discord.Message(&m, doc.Change.At) }},
		{"template", "/rooms/1", "text/plain; charset=utf-8", func(c *Config, server string) {
			c.Kind, c.URL, c.Secret = KindTemplate, configopaque.String(server+"/rooms/1"), secret
			c.Template = TemplateConfig{Body: "{{ .Change.Kind | upper }} {{ .Issue.Title }}", ContentType: "text/plain; charset=utf-8"}
		}, func() ([]byte, error) { return []byte("OPENED ValueError: no"), nil }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &chatService{}
			server := httptest.NewServer(s)
			defer server.Close()
			cfg := createDefaultConfig().(*Config)
			cfg.Retry.Enabled = false
			tt.edit(cfg, server.URL)
			require.NoError(t, confmap.Validate(cfg))
			e, err := NewFactory().CreateLogs(t.Context(), exportertest.NewNopSettings(metadata.Type), cfg)
			require.NoError(t, err)
			require.NoError(t, e.Start(t.Context(), componenttest.NewNopHost()))
			require.NoError(t, e.ConsumeLogs(t.Context(), logsOf(t, doc)))
			require.NoError(t, e.Shutdown(t.Context()))

			want, err := tt.body()
			require.NoError(t, err)
			require.Len(t, s.all(), 1)
			assert.Equal(t, "POST "+tt.path, s.sent()[0])
			assert.Equal(t, tt.contentType, s.all()[0].header.Get("Content-Type"))
			assert.Equal(t, string(want), s.all()[0].text)
		})
	}
}

func TestConfig_KeysOfEachKind(t *testing.T) {
	tests := []struct {
		name string
		edit func(*Config)
		want []string // none: valid
	}{
		{"slack by webhook", func(c *Config) { c.Kind, c.URL = KindSlack, "https://hooks.slack.com/services/x" }, nil},
		{"slack by token", func(c *Config) { c.Kind, c.Slack.Token, c.Slack.Channel = KindSlack, "xoxb-s3cr3t", "C1" }, nil},
		{"slack that is off", func(c *Config) { c.Kind = KindSlack }, nil},
		{"a kind that there is not", func(c *Config) { c.Kind = "irc" }, []string{`kind: must be one of [cloudevents slack teams discord template], is "irc"`}},
		{"slack with everything wrong", func(c *Config) {
			c.Kind, c.URL, c.Secret, c.Source = KindSlack, "https://hooks/s3cr3t", "s3cr3t", "/eu"
			c.Slack = SlackConfig{Token: "xoxb-s3cr3t", APIURL: "slack.com"}
			c.Template.Body = "x"
			c.Headers = configopaque.MapList{{Name: "authorization", Value: "s3cr3t"}}
		}, []string{
			"slack::channel: is needed with slack::token", "url: not together with slack::token", "slack::api_url: must begin with",
			"secret: only with kind cloudevents or template", "source: only with kind cloudevents", "template: only with kind template",
			"headers: authorization is set by the exporter",
		}},
		{"a channel without a token", func(c *Config) { c.Kind, c.Slack.Channel = KindSlack, "C1" }, []string{"slack::token: is needed with slack::channel"}},
		{"keys of slack elsewhere", func(c *Config) { c.Kind, c.Slack.Token = KindTeams, "xoxb-s3cr3t" }, []string{"slack: only with kind slack"}},
		{"a storage for nothing", func(c *Config) { c.Storage = &storageID }, []string{"storage: only with kind slack, teams or discord"}},
		{"no template", func(c *Config) { c.Kind = KindTemplate }, []string{"template::body: is needed with kind template"}},
		{"two templates", func(c *Config) { c.Kind, c.Template.Body, c.Template.File = KindTemplate, "x", "y" }, []string{"template::file: not together with template::body"}},
		{"a template with a fault", func(c *Config) { c.Kind, c.Template.Body = KindTemplate, "{\n{{ .Issue.Nope }}}" }, []string{"template::body: tried on a new issue with everything: template: body:2:9:"}},
		{"a file that is not there", func(c *Config) { c.Kind, c.Template.File = KindTemplate, "testdata/there-is-none" }, []string{"template::file: stat"}},
		{"a folder", func(c *Config) { c.Kind, c.Template.File = KindTemplate, "testdata" }, []string{"template::file: must be a file"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := createDefaultConfig().(*Config)
			tt.edit(cfg)
			err := confmap.Validate(cfg)
			if tt.want == nil {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			for _, want := range tt.want {
				assert.ErrorContains(t, err, want)
			}
			assert.NotContains(t, err.Error(), "s3cr3t")
		})
	}
}

func TestConfig_ATemplateFileIsReadAtStart(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.Kind, cfg.Template.File = KindTemplate, filepath.Join(t.TempDir(), "body.tmpl")
	require.NoError(t, os.WriteFile(cfg.Template.File, []byte("{\n\"id\": {{ .Issue.ID }}}"), 0o600))
	require.ErrorContains(t, confmap.Validate(cfg), "template::file: tried on a new issue with everything: line 2 of the body that it makes is not JSON")
	require.NoError(t, os.WriteFile(cfg.Template.File, []byte(`{"id": {{ json .Issue.ID }}}`), 0o600))
	require.NoError(t, confmap.Validate(cfg))
}
