package issuewebhookexporter

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// chatService is a fake of Slack's Web API, a Discord webhook and a Teams workflow in one. It keeps what
// it got and gives each message an id.
type chatService struct {
	mu sync.Mutex
	// answer may take the place of the usual answer; it returns false to leave that.
	answer func(n int, w http.ResponseWriter, r *http.Request) bool
	got    []got
}

type got struct {
	method, path string
	at           time.Time
	header       http.Header
	text         string // the whole body
	ts, thread   string // of Slack
	broadcast    bool
	channel      string
}

func (s *chatService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	var fields struct {
		Channel   string `json:"channel"`
		TS        string `json:"ts"`
		Thread    string `json:"thread_ts"`
		Broadcast bool   `json:"reply_broadcast"`
	}
	_ = json.Unmarshal(body, &fields)
	n := len(s.got) + 1
	s.got = append(s.got, got{r.Method, r.URL.RequestURI(), time.Now(), r.Header, string(body), fields.TS, fields.Thread, fields.Broadcast, fields.Channel})
	switch {
	case s.answer != nil && s.answer(n, w, r):
	case strings.Contains(r.URL.Path, "/chat."):
		_, _ = fmt.Fprintf(w, `{"ok":true,"channel":"C123","ts":"%d.0","message":{"text":%q}}`, n, strings.Repeat("x", 10_000))
	case strings.Contains(r.URL.Path, "/webhooks/"):
		_, _ = fmt.Fprintf(w, `{"id":"%d","content":%q}`, n, strings.Repeat("x", 10_000))
	default:
		w.WriteHeader(http.StatusAccepted)
	}
}

// all returns what it got so far.
func (s *chatService) all() []got {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

// sent lists "method path" of all requests.
func (s *chatService) sent() []string {
	var list []string
	for _, g := range s.all() {
		list = append(list, g.method+" "+g.path)
	}
	return list
}

// memoryStorage is a storage extension that outlives the exporters of a test.
type memoryStorage struct {
	component.StartFunc
	component.ShutdownFunc
	data map[string][]byte
	full bool
}

func (m *memoryStorage) GetClient(context.Context, component.Kind, component.ID, string) (storage.Client, error) {
	return memoryClient{m}, nil
}

type memoryClient struct{ *memoryStorage }

func (m memoryClient) Get(_ context.Context, key string) ([]byte, error) { return m.data[key], nil }
func (m memoryClient) Set(_ context.Context, key string, value []byte) error {
	m.data[key] = value
	return nil
}
func (m memoryClient) Delete(_ context.Context, key string) error { delete(m.data, key); return nil }
func (m memoryClient) Close(context.Context) error                { return nil }
func (m memoryClient) Batch(_ context.Context, all ...*storage.Operation) error {
	if m.full {
		return storage.ErrStorageFull
	}
	for _, o := range all {
		m.data[o.Key] = o.Value
	}
	return nil
}

type hostWith map[component.ID]component.Component

func (h hostWith) GetExtensions() map[component.ID]component.Component { return h }

var storageID = component.MustNewID("file_storage")
