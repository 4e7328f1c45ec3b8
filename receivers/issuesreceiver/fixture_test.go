package issuesreceiver

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension"
	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
	"github.com/tidemark-otel/tidemark/receivers/issuesreceiver/internal/metadata"
	"github.com/tidemark-otel/tidemark/receivers/issuesreceiver/internal/metadatatest"
)

// tracker is a running issue tracker.
type tracker struct {
	*issuetrackerextension.Tracker
}

func startTracker(t *testing.T, directory string) tracker {
	t.Helper()
	factory := issuetrackerextension.NewFactory()
	cfg := factory.CreateDefaultConfig().(*issuetrackerextension.Config)
	cfg.Directory, cfg.AllowNetworkFileSystem, cfg.HTTP.NetAddr.Endpoint = directory, true, ""
	made, err := factory.Create(t.Context(), extensiontest.NewNopSettings(factory.Type()), cfg)
	require.NoError(t, err)
	require.NoError(t, made.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, made.Shutdown(context.Background())) })
	return tracker{made.(*issuetrackerextension.Tracker)}
}

// GetExtensions makes a tracker its own host.
func (k tracker) GetExtensions() map[component.ID]component.Component {
	return map[component.ID]component.Component{component.MustNewID("issue_tracker"): k.Tracker}
}

type noAttributes struct{}

func (noAttributes) Select(func(string) bool) []exception.Attribute { return nil }

// report opens an issue, or adds to it, and waits until that is durable.
func (k tracker) report(t *testing.T, exceptionType string, change ...func(*exception.Record)) {
	t.Helper()
	rec := exception.Record{
		Source: exception.SourceLogRecord, Service: exception.Service{Name: "payment", Environment: "production"},
		Name: "exception", Type: exceptionType, Message: "card declined",
		Level: exception.LevelError, Time: time.Now(), Weight: 1,
	}
	for _, c := range change {
		c(&rec)
	}
	group, err := k.Errors(component.MustNewID("error_group"), engine.Ignore{}, nil, nil)
	require.NoError(t, err)
	batch := group.Begin(time.Now())
	batch.Judge(&rec, noAttributes{})
	batch.Commit(t.Context())
}

// inBubble runs a test in which only sleeping makes time pass. The store's compression makes a channel when it is
// first used, which has to be outside.
func inBubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	warm.Do(func() { startTracker(t, t.TempDir()).report(t, "A") })
	synctest.Test(t, test)
}

var warm sync.Once

// pipeline takes changes, and answers as the test says.
type pipeline struct {
	// answer is asked with the title of the issue and the number of the attempt for it, from one on. nil: success.
	answer func(ctx context.Context, title string, attempt int) error
	mu     sync.Mutex
	tried  []string // "kind title", of every attempt
	taken  []string // of those that were answered with success
	at     []time.Duration
	began  time.Time
	tries  map[string]int
}

func (p *pipeline) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func (p *pipeline) ConsumeLogs(ctx context.Context, ld plog.Logs) error {
	lr := ld.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0)
	doc, err := otlp.DecodeChange(lr)
	if err != nil || ld.LogRecordCount() != 1 {
		return fmt.Errorf("no single change: %w", err)
	}
	name := doc.Change.Kind + " " + doc.Issue.Title[:1]
	p.mu.Lock()
	p.tried = append(p.tried, name)
	p.at = append(p.at, time.Since(p.began))
	if p.tries == nil {
		p.tries = map[string]int{}
	}
	p.tries[name]++
	attempt := p.tries[name]
	p.mu.Unlock()
	if p.answer != nil {
		if err := p.answer(ctx, name, attempt); err != nil {
			return err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken = append(p.taken, name)
	return nil
}

// got returns the attempts and what was taken.
func (p *pipeline) got() (tried, taken []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.tried...), append([]string(nil), p.taken...)
}

// fixture is a receiver and its telemetry.
type fixture struct {
	receiver.Logs
	telemetry *componenttest.Telemetry
	logged    *observer.ObservedLogs // warnings and worse
	id        component.ID
}

// newFixture makes a receiver that retries after 1 s, 2 s, 4 s and so on.
func newFixture(t *testing.T, next consumer.Logs, change ...func(*Config)) *fixture {
	t.Helper()
	return newNamed(t, "sentry", next, change...)
}

func newNamed(t *testing.T, name string, next consumer.Logs, change ...func(*Config)) *fixture {
	t.Helper()
	cfg := createDefaultConfig().(*Config)
	cfg.Retry.RandomizationFactor, cfg.Retry.Multiplier = 0, 2
	for _, c := range change {
		c(cfg)
	}
	f := &fixture{telemetry: componenttest.NewTelemetry()}
	t.Cleanup(func() { require.NoError(t, f.telemetry.Shutdown(context.Background())) })
	set := metadatatest.NewSettings(f.telemetry)
	set.ID = component.NewIDWithName(metadata.Type, name)
	f.id = set.ID
	core, logged := observer.New(zap.WarnLevel)
	set.Logger, f.logged = zap.New(core), logged
	var err error
	f.Logs, err = NewFactory().CreateLogs(t.Context(), set, cfg, next)
	require.NoError(t, err)
	return f
}

func (f *fixture) start(t *testing.T, host component.Host) *fixture {
	t.Helper()
	require.NoError(t, f.Start(t.Context(), host))
	t.Cleanup(func() { _ = f.Shutdown(context.Background()) })
	return f
}

func (f *fixture) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, f.Shutdown(t.Context()))
}

// wantChanges checks how many changes telemetry tells of, by result.
func (f *fixture) wantChanges(t *testing.T, results map[string]int64) {
	t.Helper()
	var points []metricdata.DataPoint[int64]
	for result, n := range results {
		points = append(points, metricdata.DataPoint[int64]{Value: n, Attributes: f.attributes(attribute.String("result", result))})
	}
	metadatatest.AssertEqualReceiverIssuesChanges(t, f.telemetry, points, metricdatatest.IgnoreTimestamp())
}

// attributes are those of a measurement about this receiver.
func (f *fixture) attributes(more ...attribute.KeyValue) attribute.Set {
	return attribute.NewSet(append(more, attribute.String("destination", f.id.String()))...)
}

func fromTheBeginning(c *Config) { c.Start = "beginning" }

func wantTaken(t *testing.T, p *pipeline, want ...string) {
	t.Helper()
	_, taken := p.got()
	assert.Equal(t, want, taken)
}
