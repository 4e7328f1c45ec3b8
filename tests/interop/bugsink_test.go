//go:build interop

package interop

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

const (
	bugsinkRequirements = "python/requirements-bugsink.txt"
	backendStart        = time.Minute
)

// bugsink is a running Bugsink with one empty project.
type bugsink struct {
	url     string // of its API, without the slash at the end
	token   string
	dsn     string
	release string
	missing error
}

// newBugsink sets up a Bugsink on SQLite in a temporary folder and runs it until t ends.
func newBugsink(t *testing.T) *bugsink {
	t.Helper()
	b := &bugsink{release: pinned(t, bugsinkRequirements, "bugsink")}
	python, err := venv(t, "bugsink", bugsinkRequirements)
	if b.missing = missingOrFail(t, err); b.missing != nil {
		return b
	}
	conf, err := filepath.Abs("python")
	if err != nil {
		t.Fatal(err)
	}
	address := collectortest.FreeAddress(t)
	env := environ(
		"DJANGO_SETTINGS_MODULE=bugsink_conf",
		"PYTHONPATH="+conf,
		"PYTHONDONTWRITEBYTECODE=1",
		"INTEROP_BUGSINK_DIR="+t.TempDir(),
		"INTEROP_BUGSINK_URL=http://"+address,
	)
	manage := func(args ...string) string {
		t.Helper()
		out, err := run(t.Context(), env, "", python, append([]string{"-m", "bugsink.scripts.manage"}, args...)...)
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(out)
	}
	manage("migrate")
	manage("migrate", "--database=snappea")
	b.url, b.token = "http://"+address+"/api/canonical/0", manage("create_auth_token")

	server := startServer(t, "Bugsink", env, python, "-m", "gunicorn", "--no-control-socket",
		"--bind", address, "--workers", "1", "--threads", "4", "--graceful-timeout", "3", "bugsink.wsgi")
	server.untilAnswers(t, "http://"+address+"/health/ready")
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
	if err := b.get("/projects/", &projects); err != nil {
		t.Fatal(err)
	}
	if len(projects.Results) != 1 {
		t.Fatalf("%d projects in Bugsink after creating one", len(projects.Results))
	}
	b.dsn = projects.Results[0].DSN
}

func (b *bugsink) name() string       { return "Bugsink" }
func (b *bugsink) version() string    { return b.release }
func (b *bugsink) unavailable() error { return b.missing }

// settings use the variable of the default configuration.
func (b *bugsink) settings() (env, overrides []string) {
	return []string{"TIDEMARK_SENTRY_DSN=" + b.dsn}, nil
}

// issues reads every issue of the project with all its events.
func (b *bugsink) issues() (all []sentryIssue, err error) {
	var list struct {
		Results []struct {
			ID   string `json:"id"`
			Type string `json:"calculated_type"`
		} `json:"results"`
	}
	if err := b.get("/issues/?project=1", &list); err != nil {
		return nil, err
	}
	for _, entry := range list.Results {
		var events struct {
			Results []struct {
				ID string `json:"id"`
			} `json:"results"`
		}
		if err := b.get("/events/?issue="+url.QueryEscape(entry.ID), &events); err != nil {
			return nil, err
		}
		i := sentryIssue{title: entry.Type}
		for _, e := range events.Results {
			var stored struct {
				Data sentryEvent `json:"data"`
			}
			if err := b.get("/events/"+e.ID+"/", &stored); err != nil {
				return nil, err
			}
			i.events = append(i.events, stored.Data)
		}
		all = append(all, i)
	}
	return all, nil
}

func (b *bugsink) get(path string, into any) error {
	return getJSON(context.Background(), b.url+path, b.token, into)
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
