package issuetrackerextension

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension/internal/metadatatest"
	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// fixture is a tracker on a folder of its own, and what it tells.
type fixture struct {
	*Tracker
	telemetry *componenttest.Telemetry
	logged    *observer.ObservedLogs
}

// newFixture makes a tracker without an API, unless a change gives it an endpoint.
func newFixture(t *testing.T, directory string, change ...func(*Config)) *fixture {
	t.Helper()
	cfg := createDefaultConfig().(*Config)
	cfg.Directory = directory
	cfg.AllowNetworkFileSystem = true // wherever the temporary folder is
	cfg.HTTP.NetAddr.Endpoint = ""
	cfg.CommitWait = time.Hour // a slow disk fails no test
	for _, c := range change {
		c(cfg)
	}
	f := &fixture{telemetry: componenttest.NewTelemetry()}
	t.Cleanup(func() { require.NoError(t, f.telemetry.Shutdown(context.Background())) })
	set := metadatatest.NewSettings(f.telemetry)
	core, logged := observer.New(zap.DebugLevel)
	set.Logger, f.logged = zap.New(core), logged
	set.BuildInfo.Version = "0.1.0"
	made, err := create(t.Context(), set, cfg)
	require.NoError(t, err)
	f.Tracker = made.(*Tracker)
	return f
}

// started makes a tracker and starts it. It is stopped with the test.
func started(t *testing.T, directory string, change ...func(*Config)) *fixture {
	t.Helper()
	f := newFixture(t, directory, change...)
	require.NoError(t, f.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, f.Shutdown(context.Background())) })
	return f
}

func (f *fixture) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, f.Shutdown(context.Background()))
}

// seen is the n-th error of as many as needed.
func seen(n int) exception.Record {
	return exception.Record{
		Source:  exception.SourceLogRecord,
		Service: exception.Service{Name: "payment", Environment: "production", Version: "1.0.0", Language: "python"},
		Name:    "exception", Type: fmt.Sprintf("Error%c", 'A'+n), Message: "card declined",
		Level: exception.LevelError, Time: time.Now(), Weight: 1,
	}
}

type attributes map[string]string

func (a attributes) Select(allowed func(string) bool) (list []exception.Attribute) {
	for key, value := range a {
		if allowed(key) {
			list = append(list, exception.Attribute{Key: key, Value: value})
		}
	}
	return list
}

// report counts errors, as an error_group does.
func (f *fixture) report(t *testing.T, records ...exception.Record) engine.WaitResult {
	t.Helper()
	group, err := f.Errors(component.MustNewID("error_group"), engine.Ignore{}, nil, nil)
	require.NoError(t, err)
	batch := group.Begin(time.Now())
	for i := range records {
		batch.Judge(&records[i], attributes{"http.route": "/pay", "http.request.method": "POST", "shop.tier": "gold"})
	}
	result, _ := batch.Commit(t.Context())
	return result
}

// inBubble runs a test in which only sleeping makes time pass. The store's compression makes a channel when it is
// first used, which has to be outside.
func inBubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	warm.Do(func() { started(t, t.TempDir()).report(t, seen(0)) })
	synctest.Test(t, test)
}

var warm sync.Once

// issues returns what a store holds that no tracker has open.
func issues(t *testing.T, directory string) []issue.Issue {
	t.Helper()
	db, err := store.Open(t.Context(), store.Settings{Path: filepath.Join(directory, databaseFile), Force: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	page, err := db.Issues(t.Context(), store.Query{Limit: 100})
	require.NoError(t, err)
	return page.Issues
}
