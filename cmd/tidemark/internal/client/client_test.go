package client_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const secret = "0123456789abcdefghijkl"

// newClient returns a client of a server that answers so.
func newClient(t *testing.T, answer http.HandlerFunc, change ...func(*client.Settings)) *client.Client {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	s := client.Settings{Address: server.URL, Token: func() (string, error) { return secret, nil }, Timeout: 5 * time.Second}
	for _, c := range change {
		c(&s)
	}
	c, err := client.New(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestNew_Addresses(t *testing.T) {
	for address, want := range map[string]string{
		"127.0.0.1:8686":                "http://127.0.0.1:8686",
		"http://localhost:8686":         "http://localhost:8686",
		"https://tidemark.example/base": "https://tidemark.example/base",
		"":                              "", "http://": "", "ftp://host": "", "http://user:password@host": "", "http://host?q": "",
	} {
		c, err := client.New(client.Settings{Address: address})
		if (err == nil) != (want != "") || err == nil && c.Address() != want {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestClient_SendsTheTokenWithWritesOnly(t *testing.T) {
	var got []string
	answer := func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("Authorization"))
		_, _ = w.Write([]byte("{}"))
	}
	c := newClient(t, answer)
	ctx := t.Context()
	_, err1 := c.Issues(ctx, url.Values{"state": {"new", "ongoing"}})
	_, err2 := c.Act(ctx, "a/b", "resolve", api.Resolve{})
	c = newClient(t, answer, func(s *client.Settings) { s.AlwaysToken = true })
	_, err3 := c.Issue(ctx, "x")
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"GET /api/v1/issues?state=new&state=ongoing ",
		"POST /api/v1/issues/a%2Fb/resolve Bearer " + secret,
		"GET /api/v1/issues/x Bearer " + secret,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestClient_TheTokenNeverLeavesTheMachineInTheClear(t *testing.T) {
	c, err := client.New(client.Settings{Address: "http://tidemark.example", Token: func() (string, error) { return secret, nil }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Act(t.Context(), "x", "resolve", api.Resolve{}); err == nil || !strings.Contains(err.Error(), "use https") {
		t.Errorf("got %v", err)
	}
}

func TestClient_DoesNotFollowRedirects(t *testing.T) {
	c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere" {
			t.Error("it went there")
		}
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	})
	_, err := c.Act(t.Context(), "x", "resolve", api.Resolve{})
	var unreachable *client.UnreachableError
	if !errors.As(err, &unreachable) {
		t.Errorf("got %v", err)
	}
}

func TestClient_TellsNoAnswerFromAProblem(t *testing.T) {
	problem := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", api.ProblemContentType)
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"title":"Not Found","status":404,"detail":"no issue has the id \"x\""}`))
	}
	_, err := newClient(t, problem).Issue(t.Context(), "x")
	var p *api.Problem
	if !errors.As(err, &p) || p.Status != 404 || p.Detail != `no issue has the id "x"` {
		t.Errorf("a problem is %v", err)
	}

	for name, answer := range map[string]http.HandlerFunc{
		"another server": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "404 page not found", http.StatusNotFound) },
		"a web page":     func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) },
		"one that stops": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		_, err := newClient(t, answer).Issue(t.Context(), "x")
		var unreachable *client.UnreachableError
		if !errors.As(err, &unreachable) {
			t.Errorf("%s is %v", name, err)
		}
	}
}

func TestClient_ATimeOutIsNoAnswerAndAnInterruptionIsNeither(t *testing.T) {
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	hang := func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}
	var unreachable *client.UnreachableError
	_, err := newClient(t, hang, func(s *client.Settings) { s.Timeout = 10 * time.Millisecond }).Health(t.Context())
	if !errors.As(err, &unreachable) {
		t.Errorf("a time-out is %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	_, err = newClient(t, hang).Health(ctx)
	if errors.As(err, &unreachable) || !errors.Is(err, context.Canceled) {
		t.Errorf("an interruption is %v", err)
	}
}

func TestFind_CompletesTheBeginningOfAnID(t *testing.T) {
	c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("cursor") == "" {
			_, _ = w.Write([]byte(`{"issues":[{"id":"aaaabbbbbbbbbbbbbbbb","title":"A"},{"id":"aaaacccccccccccccccc","title":"B"}],"next_cursor":"2"}`))
			return
		}
		_, _ = w.Write([]byte(`{"issues":[{"id":"dddddddddddddddddddd","title":"C"}],"next_cursor":""}`))
	})
	for text, want := range map[string]string{
		"aaaabbbbbbbbbbbbbbbb": "aaaabbbbbbbbbbbbbbbb",
		"zzzzzzzzzzzzzzzzzzzz": "zzzzzzzzzzzzzzzzzzzz", // the Collector says that there is none
		"aaaab":                "aaaabbbbbbbbbbbbbbbb",
		"DDDDD":                "dddddddddddddddddddd",
		"ddd":                  "ddd", // too short to guess
	} {
		if got, err := c.Find(t.Context(), text); err != nil || got != want {
			t.Errorf("%s: %s (%v), want %s", text, got, err, want)
		}
	}
	if _, err := c.Find(t.Context(), "aaaa"); !errors.Is(err, client.ErrAmbiguous) {
		t.Errorf("two that begin so: %v", err)
	}
	var p *api.Problem
	if _, err := c.Find(t.Context(), "eeee"); !errors.As(err, &p) || p.Status != http.StatusNotFound {
		t.Errorf("none that begins so: %v", err)
	}
}
