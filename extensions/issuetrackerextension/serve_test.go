package issuetrackerextension

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"

	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

func onAFreePort(c *Config) { c.HTTP.NetAddr.Endpoint = "127.0.0.1:0" }

// address returns where the API listens, as the log says it.
func (f *fixture) address(t *testing.T) string {
	t.Helper()
	said := f.logged.FilterMessage("Issues are served").All()
	require.Len(t, said, 1)
	return said[0].ContextMap()["address"].(string)
}

// call asks the API and decodes its answer into one unless that is nil.
func (f *fixture) call(t *testing.T, method, path, token string, into any) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, "http://"+f.address(t)+path, strings.NewReader("{}"))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	res, err := transport.RoundTrip(req)
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	if into != nil {
		require.NoError(t, json.Unmarshal(body, into), string(body))
	}
	return res.StatusCode
}

func TestServe_TheAPITellsTheIssuesAndTakesActionsWithTheToken(t *testing.T) {
	f := started(t, t.TempDir(), onAFreePort)
	f.report(t, seen(0))

	var list wire.IssueList
	require.Equal(t, http.StatusOK, f.call(t, http.MethodGet, "/api/v1/issues", "", &list))
	require.Len(t, list.Issues, 1)
	assert.Equal(t, "payment", list.Issues[0].Service)

	path := "/api/v1/issues/" + list.Issues[0].ID
	var detail wire.IssueDetail
	require.Equal(t, http.StatusOK, f.call(t, http.MethodGet, path, "", &detail))
	assert.Len(t, detail.Exemplars, 1)

	assert.Equal(t, http.StatusUnauthorized, f.call(t, http.MethodPost, path+"/resolve", "", nil))
	token, err := os.ReadFile(filepath.Join(f.config.Directory, "api-token"))
	require.NoError(t, err)
	var resolved wire.Issue
	require.Equal(t, http.StatusOK, f.call(t, http.MethodPost, path+"/resolve", strings.TrimSpace(string(token)), &resolved))
	assert.Equal(t, "resolved", resolved.State)
}

func TestServe_HealthOfATrackerThatIsWell(t *testing.T) {
	f := started(t, t.TempDir(), onAFreePort)
	_, err := f.Destination(t.Context(), "issues/sentry", engine.StartNow, outbox.Filter{})
	require.NoError(t, err)
	f.report(t, seen(0))
	var h wire.Health
	require.Equal(t, http.StatusOK, f.call(t, http.MethodGet, "/api/v1/health", "", &h))
	assert.Equal(t, wire.StatusOK, h.Status)
	assert.Empty(t, h.Reasons)
	assert.Equal(t, "0.1.0", h.Version)
	assert.Equal(t, f.started.UnixNano(), h.StartedAt.UnixNano())
	assert.Equal(t, "sqlite", h.Store.Type)
	assert.EqualValues(t, 1, h.Store.Issues)
	assert.Positive(t, h.Store.SizeBytes)
	assert.EqualValues(t, 1, h.Outbox.Changes)
	require.Len(t, h.Outbox.Destinations, 1)
	assert.Equal(t, "issues/sentry", h.Outbox.Destinations[0].Name)
	assert.EqualValues(t, 1, h.Outbox.Destinations[0].Pending)
	entries, err := f.db.Changes(t.Context(), 0, 1)
	require.NoError(t, err)
	require.NotNil(t, h.Outbox.Destinations[0].OldestPending)
	assert.Equal(t, entries[0].At.UTC(), *h.Outbox.Destinations[0].OldestPending)
	assert.Zero(t, h.Outbox.Destinations[0].Lost)
}

func TestServe_HealthOfADestinationThatHasTakenAll(t *testing.T) {
	f := started(t, t.TempDir())
	d, err := f.Destination(t.Context(), "issues/sentry", engine.StartNow, outbox.Filter{})
	require.NoError(t, err)
	f.report(t, seen(0))
	_, err = d.Next(t.Context())
	require.NoError(t, err)
	require.NoError(t, d.Done(t.Context(), time.Now()))
	assert.Equal(t, []wire.DestinationHealth{{Name: "issues/sentry", Delivered: 1}}, f.health(t.Context()).Outbox.Destinations)
}

func TestServe_HealthSaysWhichDestinationCannotDeliver(t *testing.T) {
	f := started(t, t.TempDir(), onAFreePort)
	d, err := f.Destination(t.Context(), "issues/sentry", engine.StartNow, outbox.Filter{})
	require.NoError(t, err)
	d.Failed(time.Now(), io.ErrUnexpectedEOF)
	var h wire.Health
	require.Equal(t, http.StatusOK, f.call(t, http.MethodGet, "/api/v1/health", "", &h))
	assert.Equal(t, wire.StatusDegraded, h.Status)
	assert.Equal(t, []string{"issues/sentry does not take what it is sent: unexpected EOF"}, h.Reasons)
}

func TestServe_AnEmptyEndpointTurnsItOff(t *testing.T) {
	f := started(t, t.TempDir())
	assert.Zero(t, f.logged.FilterMessage("Issues are served").Len())
	assert.NoFileExists(t, filepath.Join(f.config.Directory, "api-token"))
}

func TestServe_ATakenPortSaysWhichKeyToSetAndFreesTheFolder(t *testing.T) {
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	directory := t.TempDir()
	f := newFixture(t, directory, func(c *Config) { c.HTTP.NetAddr.Endpoint = taken.Addr().String() })
	err = f.Start(t.Context(), componenttest.NewNopHost())
	assert.ErrorContains(t, err, "the API cannot listen on "+taken.Addr().String()+"; set http::endpoint of issue_tracker: ")
	f.stop(t)
	started(t, directory, onAFreePort)
}

func TestServe_AShutdownWithNoTimeLeftCutsSlowClients(t *testing.T) {
	f := started(t, t.TempDir(), onAFreePort, func(c *Config) { c.HTTP.ReadHeaderTimeout = time.Hour })
	client, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", f.address(t))
	require.NoError(t, err)
	defer client.Close()
	_, err = io.WriteString(client, "GET /api/v1/health HTTP/1.1\r\n")
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, f.call(t, http.MethodGet, "/api/v1/health", "", nil), "the slow one was accepted before")

	over, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, f.Shutdown(over), context.Canceled)
	_, err = client.Read(make([]byte, 1))
	assert.True(t, errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET), "cut, with or without what it had sent being read: %v", err)
}
