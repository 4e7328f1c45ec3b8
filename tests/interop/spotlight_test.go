//go:build interop

package interop

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

// spotlight is a running server of Spotlight. It keeps events and makes no issues of them: those with
// one fingerprint are one here.
type spotlight struct {
	address string
	release string
	missing error
}

// newSpotlight runs Spotlight until t ends.
func newSpotlight(t *testing.T) *spotlight {
	t.Helper()
	s := &spotlight{address: collectortest.FreeAddress(t), release: pinned(t, "spotlight/package.json", "@spotlightjs/spotlight")}
	folder, err := npmInstall(t, "spotlight")
	if s.missing = missingOrFail(t, err); s.missing != nil {
		return s
	}
	_, port, err := net.SplitHostPort(s.address)
	if err != nil {
		t.Fatal(err)
	}
	server := startServerIn(t, folder, "Spotlight", environ(), "node", "serve.mjs", port)
	server.untilAnswers(t, "http://"+s.address+"/health")
	return s
}

func (s *spotlight) name() string       { return "Spotlight" }
func (s *spotlight) version() string    { return s.release }
func (s *spotlight) unavailable() error { return s.missing }

// settings add a destination to those of the default configuration.
func (s *spotlight) settings() (env, overrides []string) {
	return nil, []string{
		"receivers::issues/spotlight::start: beginning",
		"exporters::sentry_envelope/spotlight::dsn: http://spotlight@" + s.address + "/1",
		"service::pipelines::logs/issues_spotlight::receivers: [issues/spotlight]",
		"service::pipelines::logs/issues_spotlight::exporters: [sentry_envelope/spotlight]",
	}
}

// streamLimit is how long the stream is read: it begins with all that came so far, and does not end.
const streamLimit = time.Second

func (s *spotlight) issues() (all []sentryIssue, err error) {
	events, err := s.events()
	byFingerprint := map[string]int{}
	for _, e := range events {
		key := strings.Join(e.Fingerprint, "")
		if _, ok := byFingerprint[key]; !ok {
			byFingerprint[key] = len(all)
			all = append(all, sentryIssue{})
		}
		all[byFingerprint[key]].events = append(all[byFingerprint[key]].events, e)
	}
	return all, err
}

// events reads the stream of envelopes, each as [header, [[item header, item], …]].
func (s *spotlight) events() (all []sentryEvent, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), streamLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.address+"/stream", nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		e, err := eventOfEnvelope([]byte(data))
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	if err := lines.Err(); !errors.Is(err, context.DeadlineExceeded) {
		return nil, fmt.Errorf("the stream of Spotlight ended: %w", err)
	}
	return all, nil
}

func eventOfEnvelope(data []byte) (e sentryEvent, err error) {
	var envelope [2]json.RawMessage
	if err := json.Unmarshal(data, &envelope); err != nil {
		return e, err
	}
	var items [][2]json.RawMessage
	if err := json.Unmarshal(envelope[1], &items); err != nil {
		return e, err
	}
	if len(items) != 1 {
		return e, fmt.Errorf("%d items in an envelope, want 1", len(items))
	}
	return e, json.Unmarshal(items[0][1], &e)
}
