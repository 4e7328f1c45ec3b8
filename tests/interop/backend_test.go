//go:build interop

package interop

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

// eventsLimit is how long it may take until every issue has arrived in a backend.
const eventsLimit = time.Minute

// backend is a Sentry-compatible backend. It answers with what it stored, not with what it was sent.
type backend interface {
	name() string
	version() string
	// unavailable says why it cannot run on this machine, nil when it runs.
	unavailable() error
	// settings make the Collector send to it.
	settings() (env, overrides []string)
	// issues returns all that it has.
	issues() ([]sentryIssue, error)
}

// sentryIssue is what a backend made of the events that it put into one issue.
type sentryIssue struct {
	title  string // the type of the exception that it is named after, "" when the backend has no issues
	events []sentryEvent
}

// sentryEvent is an event as a backend stored it.
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
func (e *sentryEvent) chain() (chain []event.Exception) {
	for _, v := range e.Exception.Values {
		x := event.Exception{Type: v.Type, Message: v.Value}
		for _, f := range v.Stacktrace.Frames {
			x.Frames = append(x.Frames, event.Frame{Function: f.Function, InApp: f.InApp})
		}
		chain = append(chain, x)
	}
	return chain
}

// fingerprint returns what the issue was grouped by: Tidemark's issue id.
func (i *sentryIssue) fingerprint() string { return strings.Join(i.events[0].Fingerprint, "") }

// checkBackend waits until the backend has every issue of the shop, and checks that it made the same
// issues of them and kept the exceptions.
func checkBackend(t *testing.T, b backend, s *shop, ids []string) {
	t.Helper()
	var stored []sentryIssue
	collectortest.Eventually(t, eventsLimit, "issues in "+b.name(), func() error {
		all, err := b.issues()
		if err != nil {
			return err
		}
		stored = slices.DeleteFunc(all, func(i sentryIssue) bool {
			return len(i.events) == 0 || !strings.HasPrefix(i.events[0].Release, s.service+"@")
		})
		if len(stored) < len(ids) {
			return fmt.Errorf("%d of %d", len(stored), len(ids))
		}
		return nil
	})
	var seen []string
	for _, i := range stored {
		if !slices.Contains(ids, i.fingerprint()) {
			t.Errorf("%s: grouped by %q, want one of the issue ids %q", i.title, i.fingerprint(), ids)
		}
		seen = append(seen, checkSentryIssue(t, s, i))
	}
	checkEachOnce(t, s, seen)
}

// checkSentryIssue checks every event of an issue and returns the name of its site.
func checkSentryIssue(t *testing.T, s *shop, i sentryIssue) string {
	t.Helper()
	want, err := siteOf(s.sites, i.events[0].chain())
	if err != nil {
		t.Errorf("%s: %v", i.title, err)
		return ""
	}
	if i.title != "" && lastName(i.title) != want.outermost().typ {
		t.Errorf("%s: it is called %q, want %q", want.name, i.title, want.outermost().typ)
	}
	for _, e := range i.events {
		if e.Release != s.service+"@"+release || e.Environment != environment {
			t.Errorf("%s: release %q and environment %q, want %s@%s and %q",
				want.name, e.Release, e.Environment, s.service, release, environment)
		}
		if id, _ := e.Tags["tidemark.issue.id"].(string); id != i.fingerprint() {
			t.Errorf("%s: tag tidemark.issue.id is %q, fingerprint %q", want.name, id, i.fingerprint())
		}
		checkChain(t, e.chain(), want)
	}
	return want.name
}
