package issuewebhookexporter

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"go.opentelemetry.io/collector/config/configopaque"

	"github.com/tidemark-otel/tidemark/internal/wire/webhook/template"
)

// Kind is what an exporter sends.
type Kind string

// The kinds.
const (
	KindCloudEvents Kind = "cloudevents"
	KindSlack       Kind = "slack"
	KindTeams       Kind = "teams"
	KindDiscord     Kind = "discord"
	KindTemplate    Kind = "template"
)

var kinds = []Kind{KindCloudEvents, KindSlack, KindTeams, KindDiscord, KindTemplate}

// chat says whether messages of the kind are read by people, and so limited and folded.
func (k Kind) chat() bool { return k == KindSlack || k == KindTeams || k == KindDiscord }

const (
	defaultSlackAPI    = "https://slack.com/api"
	defaultContentType = "application/json"
	// maxTemplateFile bounds what is read of Template.File.
	maxTemplateFile = 1 << 20
)

// SlackConfig is how messages are sent with a token, which makes edits and threads possible.
type SlackConfig struct {
	// Token of a bot with the scope chat:write. Default none: messages go to the url, an incoming webhook.
	Token configopaque.String `mapstructure:"token"`
	// Channel gets the messages: its id, or its name. Needed with a token.
	Channel string `mapstructure:"channel"`
	// APIURL is where the Web API is. Default https://slack.com/api.
	APIURL string `mapstructure:"api_url"`
}

// TemplateConfig is what kind template sends. Either Body or File is needed.
type TemplateConfig struct {
	// Body is a text/template over the issue document.
	Body string `mapstructure:"body"`
	// File holds the template instead of Body. It is read at start.
	File string `mapstructure:"file"`
	// ContentType of the requests. What a template makes for JSON has to be JSON. Default application/json.
	ContentType string `mapstructure:"content_type"`
}

// parse reads the template and tries it on samples. The error names the key and the line.
func (c *TemplateConfig) parse() (*template.Template, error) {
	text, key := c.Body, "template::body"
	switch {
	case c.Body == "" && c.File == "":
		return nil, errors.New("template::body: is needed with kind template, or template::file")
	case c.Body != "" && c.File != "":
		return nil, errors.New("template::file: not together with template::body")
	case c.File != "":
		key = "template::file"
		info, err := os.Stat(c.File)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		if info.Size() > maxTemplateFile || !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s: must be a file of at most %d bytes", key, maxTemplateFile)
		}
		data, err := os.ReadFile(c.File)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		text = string(data)
	}
	t, err := template.Parse(text, c.ContentType)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	return t, nil
}

// validateKind looks at the keys that belong to some kinds only.
func (c *Config) validateKind() (errs []error) {
	fault := func(wrong bool, text string) {
		if wrong {
			errs = append(errs, errors.New(text))
		}
	}
	if !slices.Contains(kinds, c.Kind) {
		errs = append(errs, fmt.Errorf("kind: must be one of %s, is %q", kinds, c.Kind))
		return errs
	}
	signs := c.Kind == KindCloudEvents || c.Kind == KindTemplate
	fault(c.Secret != "" && !signs, "secret: only with kind cloudevents or template: chat services check no signature")
	fault(c.Source != "" && c.Kind != KindCloudEvents, "source: only with kind cloudevents")
	fault(c.Storage != nil && !c.Kind.chat(), "storage: only with kind slack, teams or discord: the others have nothing to remember")
	if c.Kind == KindTemplate {
		if _, err := c.Template.parse(); err != nil {
			errs = append(errs, err)
		}
	} else {
		fault(c.Template.Body != "" || c.Template.File != "", "template: only with kind template")
	}
	if c.Kind != KindSlack {
		fault(c.Slack.Token != "" || c.Slack.Channel != "", "slack: only with kind slack")
		return errs
	}
	fault(c.Slack.Token != "" && c.Slack.Channel == "", "slack::channel: is needed with slack::token")
	fault(c.Slack.Token == "" && c.Slack.Channel != "", "slack::token: is needed with slack::channel; an incoming webhook has its channel in its url")
	fault(c.Slack.Token != "" && c.URL != "", "url: not together with slack::token")
	fault(c.Slack.APIURL == "" || validateURL(c.Slack.APIURL) != nil, "slack::api_url: must begin with https:// or http:// and name a host")
	return errs
}
