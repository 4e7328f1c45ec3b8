package issuewebhookexporter

import (
	"net/http"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/discord"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/slack"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/teams"
)

// service is a chat service as it is configured.
type service interface {
	// edits says whether a message that was sent can be edited by its id.
	edits() bool
	// change returns the request that tells of one change. sent is the message that tells of the issue
	// already, "" for none; keep is its id when that still does after the request, else "".
	change(doc *event.Document, sent string) (c call, keep string, err error)
	// fold returns the request that sends a fold, or edits one that was sent.
	fold(f *message.Fold, edit string) (call, error)
	// read returns the id of the message that was sent, "" when the service does not say. lost says that
	// the message to edit or to reply to is not there any more.
	read(answer delivery.Answer, now time.Time) (id string, lost bool, failure *delivery.Error)
}

func newService(c *Config) service {
	switch {
	case c.Kind == KindTeams:
		return teamsWebhook(c.URL)
	case c.Kind == KindDiscord:
		return discordWebhook(c.URL)
	case c.Slack.Token != "":
		return &slackAPI{c.Slack}
	default:
		return slackWebhook(c.URL)
	}
}

// updates says whether a change only adds to what was told before: it edits a message and makes no noise.
func updates(doc *event.Document) bool { return doc.Change.Kind == string(issue.ChangeUpdated) }

// slackAPI posts with a token: updates edit the message of the issue, all else replies to it, and what
// somebody has to look at is shown in the channel too.
type slackAPI struct{ config SlackConfig }

func (s *slackAPI) edits() bool { return true }

func (s *slackAPI) change(doc *event.Document, sent string) (call, string, error) {
	to, method := slack.Target{Channel: s.config.Channel}, slack.MethodPost
	if sent != "" {
		root := slack.ParsePosted(sent)
		to.Channel = root.Channel
		if updates(doc) {
			to.Edit, method = root.TS, slack.MethodUpdate
		} else {
			to.Thread, to.Broadcast = root.TS, loud(doc)
		}
	}
	m := message.New(doc)
	body, err := slack.Message(&m, to)
	return s.call(method, body), sent, err
}

// loud says whether somebody has to look now.
func loud(doc *event.Document) bool {
	kind := issue.ChangeKind(doc.Change.Kind)
	return kind == issue.ChangeRegressed || kind == issue.ChangeEscalated
}

func (s *slackAPI) fold(f *message.Fold, edit string) (call, error) {
	to, method := slack.Target{Channel: s.config.Channel}, slack.MethodPost
	if edit != "" {
		posted := slack.ParsePosted(edit)
		to, method = slack.Target{Channel: posted.Channel, Edit: posted.TS}, slack.MethodUpdate
	}
	body, err := slack.Fold(f, to)
	return s.call(method, body), err
}

func (s *slackAPI) call(method string, body []byte) call {
	return call{
		http.MethodPost, strings.TrimSuffix(s.config.APIURL, "/") + "/" + method, slack.ContentType,
		map[string]string{"Authorization": "Bearer " + string(s.config.Token)}, body,
	}
}

func (s *slackAPI) read(answer delivery.Answer, now time.Time) (string, bool, *delivery.Error) {
	posted, lost, failure := slack.ReadAnswer(answer, now)
	if failure != nil || posted.Channel == "" || posted.TS == "" {
		return "", lost, failure
	}
	return posted.String(), false, nil
}

// slackWebhook posts to an incoming webhook, which cannot edit.
type slackWebhook string

func (slackWebhook) edits() bool { return false }

func (w slackWebhook) change(doc *event.Document, _ string) (call, string, error) {
	m := message.New(doc)
	body, err := slack.Message(&m, slack.Target{})
	return post(string(w), slack.ContentType, body), "", err
}

func (w slackWebhook) fold(f *message.Fold, _ string) (call, error) {
	body, err := slack.Fold(f, slack.Target{})
	return post(string(w), slack.ContentType, body), err
}

func (slackWebhook) read(answer delivery.Answer, now time.Time) (string, bool, *delivery.Error) {
	return "", false, answer.Err(now)
}

// teamsWebhook posts to a workflow, which cannot edit.
type teamsWebhook string

func (teamsWebhook) edits() bool { return false }

func (w teamsWebhook) change(doc *event.Document, _ string) (call, string, error) {
	m := message.New(doc)
	body, err := teams.Message(&m)
	return post(string(w), teams.ContentType, body), "", err
}

func (w teamsWebhook) fold(f *message.Fold, _ string) (call, error) {
	body, err := teams.Fold(f)
	return post(string(w), teams.ContentType, body), err
}

func (teamsWebhook) read(answer delivery.Answer, now time.Time) (string, bool, *delivery.Error) {
	return "", false, teams.ReadAnswer(answer, now)
}

// discordWebhook posts to a webhook: updates edit the last message of the issue, all else is a new one.
type discordWebhook string

func (discordWebhook) edits() bool { return true }

func (w discordWebhook) change(doc *event.Document, sent string) (call, string, error) {
	if !updates(doc) {
		sent = ""
	}
	m := message.New(doc)
	body, err := discord.Message(&m, doc.Change.At)
	if err != nil {
		return call{}, "", err
	}
	c, err := w.call(sent, body)
	return c, sent, err
}

func (w discordWebhook) fold(f *message.Fold, edit string) (call, error) {
	body, err := discord.Fold(f)
	if err != nil {
		return call{}, err
	}
	return w.call(edit, body)
}

func (w discordWebhook) call(edit string, body []byte) (call, error) {
	url, err := discord.MessageURL(string(w), edit)
	c := post(url, discord.ContentType, body)
	if edit != "" {
		c.method = http.MethodPatch
	}
	return c, err
}

func (discordWebhook) read(answer delivery.Answer, now time.Time) (string, bool, *delivery.Error) {
	return discord.ReadAnswer(answer, now)
}

func post(url, contentType string, body []byte) call {
	return call{method: http.MethodPost, url: url, contentType: contentType, body: body}
}
