package errorgroupprocessor

import (
	"context"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/processors/errorgroupprocessor/internal/metadata"
)

const (
	goodService = "good"
	// pendingLimit is small, so that a test fills it.
	pendingLimit = 500
)

// received is about when the batches of these tests arrive: the processor reads the clock.
var received = time.Now()

// badFixture is a processor before a tracker that writes when the test says so.
type badFixture struct {
	t         testing.TB
	db        *store.DB
	tracker   *engine.Tracker
	scrubber  *scrub.Scrubber
	group     *errorGroup
	telemetry *componenttest.Telemetry
	before    time.Time
}

func newBadFixture(t testing.TB) *badFixture {
	t.Helper()
	db, err := store.Open(t.Context(), store.Settings{Path: filepath.Join(t.TempDir(), "test.db")})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	f := &badFixture{t: t, db: db, scrubber: scrub.New(scrub.Settings{}), telemetry: componenttest.NewTelemetry(), before: time.Now()}
	f.tracker, err = engine.New(engine.Settings{
		DB: db, Scrubber: f.scrubber, Policy: issue.NewDefaultPolicy(), Instance: "test", MaxPending: pendingLimit,
	})
	require.NoError(t, err)
	set := processortest.NewNopSettings(metadata.Type)
	set.TelemetrySettings = f.telemetry.NewTelemetrySettings()
	f.group, err = newErrorGroup(set, createDefaultConfig().(*Config))
	require.NoError(t, err)
	f.group.errors = f.tracker.NewErrors(engine.Ignore{}, nil)
	t.Cleanup(func() { require.NoError(t, f.telemetry.Shutdown(context.Background())) })
	return f
}

func (f *badFixture) traces(td ptrace.Traces) {
	f.t.Helper()
	require.NoError(f.t, (&tracesProcessor{f.group, consumertest.NewNop()}).ConsumeTraces(f.t.Context(), td))
	require.NoError(f.t, f.tracker.Flush(f.t.Context(), time.Now()))
}

func (f *badFixture) logs(ld plog.Logs) {
	f.t.Helper()
	require.NoError(f.t, (&logsProcessor{f.group, consumertest.NewNop()}).ConsumeLogs(f.t.Context(), ld))
	require.NoError(f.t, f.tracker.Flush(f.t.Context(), time.Now()))
}

// issues returns those of the good service, or all others.
func (f *badFixture) issues(good bool) (list []issue.Issue) {
	f.t.Helper()
	page, err := f.db.Issues(f.t.Context(), store.Query{Limit: 1000})
	require.NoError(f.t, err)
	for _, i := range page.Issues {
		if (i.Service == goodService) == good {
			list = append(list, i)
		}
	}
	return list
}

func (f *badFixture) bad() []issue.Issue {
	f.t.Helper()
	list := f.issues(false)
	require.NotEmpty(f.t, list)
	return list
}

// exemplar returns the latest of an issue.
func (f *badFixture) exemplar(i issue.Issue) event.Exemplar {
	f.t.Helper()
	detail, err := f.db.Detail(f.t.Context(), "", i.ID)
	require.NoError(f.t, err)
	require.NotEmpty(f.t, detail.Exemplars)
	var e event.Exemplar
	require.NoError(f.t, json.Unmarshal(detail.Exemplars[0].Body, &e))
	return e
}

// wantGood checks that the good error of the batch is counted once.
func (f *badFixture) wantGood() {
	f.t.Helper()
	list := f.issues(true)
	require.Len(f.t, list, 1)
	assert.Equal(f.t, "CartError: empty", list[0].Title)
	assert.EqualValues(f.t, 1, list[0].Observed)
}

func (f *badFixture) wantBad(issues int, observed int64) {
	f.t.Helper()
	list := f.issues(false)
	assert.Len(f.t, list, issues)
	for _, i := range list {
		observed -= i.Observed
	}
	assert.Zero(f.t, observed, "occurrences that are missing or too many")
}

// wantCounted checks the telemetry: flaws and drops to the number, scrubbed kinds that they are there.
func (f *badFixture) wantCounted(flaws map[string]int64, dropped int64, scrubbed []scrub.Kind) {
	f.t.Helper()
	got := f.counts("otelcol_processor_error_group_flaws", "flaw")
	if flaws == nil {
		flaws = map[string]int64{}
	}
	assert.Equal(f.t, flaws, got)
	assert.Equal(f.t, dropped, f.counts("otelcol_processor_error_group_errors", "outcome")["dropped"])
	for _, kind := range scrubbed {
		assert.Positive(f.t, f.scrubber.Count(kind), kind)
	}
}

// counts returns the values of a metric by one attribute.
func (f *badFixture) counts(metric, key string) map[string]int64 {
	f.t.Helper()
	counts := map[string]int64{}
	m, err := f.telemetry.GetMetric(metric)
	if err != nil {
		return counts // nothing was added
	}
	for _, p := range m.Data.(metricdata.Sum[int64]).DataPoints {
		if v, ok := p.Attributes.Value(attribute.Key(key)); ok {
			counts[v.AsString()] = p.Value
		}
	}
	return counts
}

// wantValidTexts checks what the store holds: encoders of JSON would hide what is wrong.
func (f *badFixture) wantValidTexts() {
	f.t.Helper()
	for n, i := range f.issues(false) {
		for what, text := range map[string]string{
			"title": i.Title, "culprit": i.Culprit, "service": i.Service, "namespace": i.ServiceNamespace,
			"environment": i.Environment, "first release": i.FirstRelease, "last release": i.LastRelease,
		} {
			validText(f.t, what, text)
			assert.LessOrEqual(f.t, len(text), 1024, what)
		}
		if n < 3 {
			f.wantValidDetail(i.ID)
		}
	}
}

func (f *badFixture) wantValidDetail(id issue.ID) {
	f.t.Helper()
	detail, err := f.db.Detail(f.t.Context(), "", id)
	require.NoError(f.t, err)
	for _, e := range detail.Exemplars {
		validText(f.t, "exemplar", string(e.Body))
		assert.LessOrEqual(f.t, len(e.Body), 256<<10)
	}
	for _, r := range detail.Releases {
		validText(f.t, "release", r.Release)
	}
}
