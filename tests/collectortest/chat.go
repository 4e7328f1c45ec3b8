package collectortest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// The paths of a Chat, each a channel of its own.
const (
	SlackWebhook = "/slack/webhook"
	SlackAPI     = "/slack/api" // chat.postMessage and chat.update
	Teams        = "/teams/workflow"
	Discord      = "/discord/webhooks/1/secret"
	Plain        = "/plain" // whatever takes a POST and answers 200
)

// Posted is a message as a reader of the channel sees it, with what became of it.
type Posted struct {
	ID     string
	Thread string // id of the message that it replies to, "" for none
	Shown  bool   // a reply that is in the channel too
	// Bodies are what was posted and, after it, each edit; Times when they came.
	Bodies []string
	Times  []time.Time
}

// Text is the message after its last edit.
func (p *Posted) Text() string { return p.Bodies[len(p.Bodies)-1] }

// Chat is a server that answers as Slack, a Teams workflow and a Discord webhook do, and keeps what
// it was sent.
type Chat struct {
	URL string

	mu       sync.Mutex
	next     int
	channels map[string][]*Posted
}

// NewChat starts a server that lives as long as the test.
func NewChat(t testing.TB) *Chat {
	t.Helper()
	c := &Chat{channels: map[string][]*Posted{}}
	server := httptest.NewServer(http.HandlerFunc(c.serve))
	t.Cleanup(server.Close)
	c.URL = server.URL
	return c
}

// Messages returns the messages of a channel in the order in which they were posted.
func (c *Chat) Messages(channel string) []Posted {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []Posted
	for _, m := range c.channels[channel] {
		p := *m
		p.Bodies, p.Times = slices.Clone(m.Bodies), slices.Clone(m.Times)
		all = append(all, p)
	}
	return all
}

func (c *Chat) serve(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	body := string(data)
	c.mu.Lock()
	defer c.mu.Unlock()
	path, method, _ := strings.Cut(r.URL.Path, "/chat.")
	switch {
	case path == SlackAPI:
		c.slack(w, method, body)
	case strings.HasPrefix(path, Discord):
		c.discord(w, r, body)
	case path == SlackWebhook:
		c.post(path, body)
		_, _ = io.WriteString(w, "ok")
	case path == Teams:
		c.post(path, body)
		w.WriteHeader(http.StatusAccepted)
	case path == Plain:
		c.post(path, body)
	default:
		http.NotFound(w, r)
	}
}

// slack answers the two methods. https://docs.slack.dev/reference/methods/chat.update
func (c *Chat) slack(w http.ResponseWriter, method, body string) {
	var fields struct {
		TS        string `json:"ts"`
		ThreadTS  string `json:"thread_ts"`
		Broadcast bool   `json:"reply_broadcast"`
	}
	refuse := func(code string) { _, _ = fmt.Fprintf(w, `{"ok":false,"error":%q}`, code) }
	if err := json.Unmarshal([]byte(body), &fields); err != nil {
		refuse("invalid_json")
		return
	}
	var m *Posted
	switch method {
	case "postMessage":
		if fields.ThreadTS != "" && c.find(SlackAPI, fields.ThreadTS) == nil {
			refuse("thread_not_found")
			return
		}
		m = c.post(SlackAPI, body)
		m.Thread, m.Shown = fields.ThreadTS, fields.Broadcast
	case "update":
		if m = c.find(SlackAPI, fields.TS); m == nil {
			refuse("message_not_found")
			return
		}
		m.edit(body)
	default:
		refuse("unknown_method")
		return
	}
	_, _ = fmt.Fprintf(w, `{"ok":true,"channel":"C0123456789","ts":%q}`, m.ID)
}

// discord answers a webhook. https://discord.com/developers/docs/resources/webhook#execute-webhook
func (c *Chat) discord(w http.ResponseWriter, r *http.Request, body string) {
	id, edits := strings.CutPrefix(r.URL.Path, Discord+"/messages/")
	var m *Posted
	switch {
	case edits && r.Method == http.MethodPatch:
		if m = c.find(Discord, id); m == nil {
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, `{"message":"Unknown Message","code":10008}`)
			return
		}
		m.edit(body)
	case !edits && r.Method == http.MethodPost:
		m = c.post(Discord, body)
		if r.URL.Query().Get("wait") != "true" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	_, _ = fmt.Fprintf(w, `{"id":%q}`, m.ID)
}

func (c *Chat) post(channel, body string) *Posted {
	c.next++
	m := &Posted{ID: fmt.Sprint(1_700_000_000 + c.next)}
	if channel == SlackAPI {
		m.ID += ".000100"
	}
	m.edit(body)
	c.channels[channel] = append(c.channels[channel], m)
	return m
}

func (p *Posted) edit(body string) {
	p.Bodies, p.Times = append(p.Bodies, body), append(p.Times, time.Now())
}

func (c *Chat) find(channel, id string) *Posted {
	if i := slices.IndexFunc(c.channels[channel], func(m *Posted) bool { return m.ID == id }); i >= 0 {
		return c.channels[channel][i]
	}
	return nil
}
