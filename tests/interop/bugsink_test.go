//go:build interop

package interop

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	bugsinkRequirements = "python/requirements-bugsink.txt"
	bugsinkStart        = time.Minute
)

// bugsink is a running Bugsink with one empty project.
type bugsink struct {
	url   string // of its API, without the slash at the end
	token string
	dsn   string
}

// startBugsink sets up a Bugsink on SQLite in a temporary folder and runs it until t ends.
func startBugsink(t *testing.T, python string) *bugsink {
	t.Helper()
	conf, err := filepath.Abs("python")
	if err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	env := environ(
		"DJANGO_SETTINGS_MODULE=bugsink_conf",
		"PYTHONPATH="+conf,
		"PYTHONDONTWRITEBYTECODE=1",
		"INTEROP_BUGSINK_DIR="+t.TempDir(),
		"INTEROP_BUGSINK_URL=http://"+address,
	)
	manage := func(args ...string) string {
		t.Helper()
		out, err := run(t.Context(), env, python, append([]string{"-m", "bugsink.scripts.manage"}, args...)...)
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(out)
	}
	manage("migrate")
	manage("migrate", "--database=snappea")
	b := &bugsink{url: "http://" + address + "/api/canonical/0", token: manage("create_auth_token")}

	server := startServer(t, "Bugsink", env, python, "-m", "gunicorn", "--no-control-socket",
		"--bind", address, "--workers", "1", "--threads", "4", "--graceful-timeout", "3", "bugsink.wsgi")
	eventually(t, bugsinkStart, "Bugsink answers", func() error {
		if err := server.exited(); err != nil {
			t.Fatal(err)
		}
		return getJSON(t.Context(), "http://"+address+"/health/ready", "", nil)
	})
	b.createProject(t)
	return b
}

func (b *bugsink) createProject(t *testing.T) {
	t.Helper()
	var team struct {
		ID string `json:"id"`
	}
	b.post(t, "/teams/", map[string]any{"name": "interop"}, &team)
	b.post(t, "/projects/", map[string]any{"name": "shop", "team": team.ID}, nil)

	var projects struct {
		Results []struct {
			DSN string `json:"dsn"`
		} `json:"results"`
	}
	b.get(t, "/projects/", &projects)
	if len(projects.Results) != 1 {
		t.Fatalf("%d projects in Bugsink after creating one", len(projects.Results))
	}
	b.dsn = projects.Results[0].DSN
}

// sentryIssue is what Bugsink made of the events that it put into one issue.
type sentryIssue struct {
	ID          string `json:"id"`
	Type        string `json:"calculated_type"`
	StoredCount int    `json:"stored_event_count"`
	events      []sentryEvent
}

// sentryEvent is an event as Bugsink stored it.
type sentryEvent struct {
	Release     string         `json:"release"`
	Environment string         `json:"environment"`
	Fingerprint []string       `json:"fingerprint"`
	Tags        map[string]any `json:"tags"`
	Exception   struct {
		Values []struct {
			Type       string `json:"type"`
			Value      string `json:"value"`
			Stacktrace struct {
				Frames []struct {
					Function string `json:"function"`
					InApp    bool   `json:"in_app"`
				} `json:"frames"`
			} `json:"stacktrace"`
		} `json:"values"`
	} `json:"exception"`
}

// chain returns the exceptions as sent: in Sentry's order, the cause first.
func (e *sentryEvent) chain() []exception {
	var chain []exception
	for _, v := range e.Exception.Values {
		x := exception{Type: v.Type, Message: v.Value}
		for _, f := range v.Stacktrace.Frames {
			x.Frames = append(x.Frames, frame{f.Function, f.InApp})
		}
		chain = append(chain, x)
	}
	return chain
}

// issues reads every issue of the project with all its events.
func (b *bugsink) issues(t *testing.T) []sentryIssue {
	t.Helper()
	var list struct {
		Results []sentryIssue `json:"results"`
	}
	b.get(t, "/issues/?project=1", &list)
	for i := range list.Results {
		var events struct {
			Results []struct {
				ID string `json:"id"`
			} `json:"results"`
		}
		issue := &list.Results[i]
		b.get(t, "/events/?issue="+url.QueryEscape(issue.ID), &events)
		for _, e := range events.Results {
			var event struct {
				Data sentryEvent `json:"data"`
			}
			b.get(t, "/events/"+e.ID+"/", &event)
			issue.events = append(issue.events, event.Data)
		}
	}
	return list.Results
}

func (b *bugsink) get(t *testing.T, path string, into any) {
	t.Helper()
	if err := getJSON(t.Context(), b.url+path, b.token, into); err != nil {
		t.Fatal(err)
	}
}

func (b *bugsink) post(t *testing.T, path string, body, into any) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.url+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if err := doJSON(req, b.token, into); err != nil {
		t.Fatal(err)
	}
}
