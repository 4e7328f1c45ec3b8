package latencyregressionprocessor

import (
	"context"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	"github.com/tidemark-otel/tidemark/processors/latencyregressionprocessor/internal/metadata"
)

// host is a Collector with one extension.
type host map[component.ID]component.Component

func (h host) GetExtensions() map[component.ID]component.Component { return h }

// shop is a service on the real processor and the real tracker, which takes its time from the data.
type shop struct {
	processor.Traces
	directory string
	tracker   component.Component
	random    *rand.Rand
	now       time.Time
	ids       uint64
}

func newShop(t *testing.T, seed uint64) *shop {
	s := &shop{directory: t.TempDir(), random: rand.New(rand.NewPCG(seed, 1)), now: noon}
	made := issuetrackerextension.NewFactory()
	cfg := made.CreateDefaultConfig().(*issuetrackerextension.Config)
	cfg.Directory, cfg.AllowNetworkFileSystem, cfg.Clock, cfg.HTTP.NetAddr.Endpoint = s.directory, true, "replay", ""
	var err error
	s.tracker, err = made.Create(t.Context(), extensiontest.NewNopSettings(made.Type()), cfg)
	require.NoError(t, err)
	h := host{component.NewID(made.Type()): s.tracker}
	require.NoError(t, s.tracker.Start(t.Context(), h))
	t.Cleanup(func() { require.NoError(t, s.tracker.Shutdown(context.Background())) })
	s.Traces, err = NewFactory().CreateTraces(t.Context(), processortest.NewNopSettings(metadata.Type), createDefaultConfig(), consumertest.NewNop())
	require.NoError(t, err)
	require.NoError(t, s.Start(t.Context(), h))
	t.Cleanup(func() { require.NoError(t, s.Shutdown(context.Background())) })
	return s
}

// instance is a process of the shop that runs a release.
type instance struct{ release, name string }

// minutes has each instance send a batch of 20 calls of each operation every ten seconds.
func (s *shop) minutes(t *testing.T, n int, instances ...instance) {
	for range 6 * n {
		s.now = s.now.Add(10 * time.Second)
		for _, one := range instances {
			td := ptrace.NewTraces()
			rs := td.ResourceSpans().AppendEmpty()
			require.NoError(t, rs.Resource().Attributes().FromRaw(map[string]any{
				"service.name": "shop", "service.version": one.release, "service.instance.id": one.name, "deployment.environment.name": "production",
			}))
			spans := rs.ScopeSpans().AppendEmpty().Spans()
			for range 20 {
				s.call(spans, "/cart", false)
				s.call(spans, "/pay", one.release == "4.2.0")
			}
			require.NoError(t, s.ConsumeTraces(t.Context(), td))
		}
	}
}

// call takes about 60 ms: 20 ms of the database, once, or once more of 12 ms.
func (s *shop) call(spans ptrace.SpanSlice, route string, more bool) {
	took := func(median float64) time.Duration {
		return time.Duration(median * math.Exp(0.3*s.random.NormFloat64()) * float64(time.Millisecond))
	}
	start := s.now.Add(-time.Second - time.Duration(s.random.IntN(9000))*time.Millisecond)
	own, query := took(40), took(20)
	entry := s.span(spans, "GET", start)
	entry.SetKind(ptrace.SpanKindServer)
	entry.Attributes().PutStr("http.request.method", "GET")
	entry.Attributes().PutStr("http.route", route)
	trace, parent := entry.TraceID(), entry.SpanID()
	database := func(at time.Time, d time.Duration, text string) {
		child := s.span(spans, "query", at)
		child.SetTraceID(trace)
		child.SetParentSpanID(parent)
		child.SetKind(ptrace.SpanKindClient)
		child.SetEndTimestamp(pcommon.NewTimestampFromTime(at.Add(d)))
		child.Attributes().PutStr("db.system.name", "postgresql")
		child.Attributes().PutStr("db.query.text", text)
	}
	end := start.Add(own + query)
	if more {
		again := took(12)
		end = end.Add(again)
		database(end.Add(-again), again, "SELECT * FROM vouchers WHERE id = 7")
	}
	entry.SetEndTimestamp(pcommon.NewTimestampFromTime(end))
	database(start.Add(own/2), query, "SELECT * FROM orders WHERE id = 7")
}

func (s *shop) span(spans ptrace.SpanSlice, name string, start time.Time) ptrace.Span {
	s.ids++
	span := spans.AppendEmpty()
	var id [8]byte
	binary.BigEndian.PutUint64(id[:], s.ids)
	span.SetSpanID(id)
	span.SetTraceID(pcommon.TraceID(append(id[:], id[:]...)))
	span.SetName(name)
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(start))
	return span
}

// told is an issue and how it came to be.
type told struct {
	issue.Issue
	steps []issue.Step
}

// stop ends the Collector and returns what it left in its store.
func (s *shop) stop(t *testing.T) (all []told) {
	require.NoError(t, s.Shutdown(t.Context()))
	require.NoError(t, s.tracker.Shutdown(t.Context()))
	db, err := store.Open(t.Context(), store.Settings{Path: filepath.Join(s.directory, "tidemark.db"), Force: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	page, err := db.Issues(t.Context(), store.Query{Limit: 100})
	require.NoError(t, err)
	for _, i := range page.Issues {
		steps, err := db.Steps(t.Context(), "", i.ID, 100)
		require.NoError(t, err)
		slices.Reverse(steps)
		all = append(all, told{i, steps})
	}
	return all
}

func TestRollOut_ASlowerReleaseIsOneIssueUntilItIsRolledBack(t *testing.T) {
	old := []instance{{"4.1.9", "web-1"}, {"4.1.9", "web-2"}}
	s := newShop(t, 1)
	s.minutes(t, 20, old...)
	out := s.now
	s.minutes(t, 30, append(old, instance{"4.2.0", "web-3"}, instance{"4.2.0", "web-4"})...)
	back := s.now
	s.minutes(t, 40, old...)
	all := s.stop(t)
	require.Len(t, all, 1)
	i := all[0]
	require.Equal(t, issue.KindLatency, i.Kind)
	require.Equal(t, "shop", i.Service)
	require.Equal(t, "production", i.Environment)
	require.Equal(t, "4.2.0", i.FirstRelease)
	require.Contains(t, i.Title, "server GET /pay is ")
	require.Contains(t, i.Title, " % slower since 4.2.0")

	var steps []string
	var at []time.Time
	for _, step := range i.steps {
		steps = append(steps, string(step.Kind)+" "+string(step.Reason))
		at = append(at, step.At)
	}
	require.Equal(t, []string{"opened alarm", "resolved recovered"}, steps)
	require.WithinRange(t, at[0], out.Add(5*time.Minute), out.Add(15*time.Minute))
	require.WithinRange(t, at[1], back.Add(5*time.Minute), back.Add(20*time.Minute))
	require.Equal(t, issue.StateResolved, i.State)

	f := i.Finding
	require.Equal(t, issue.TierPage, f.Tier)
	require.Empty(t, f.Children, "the cart is as quick as before")
	require.Greater(t, f.Odds, 10.0)
	require.WithinDuration(t, out, f.Onset, 6*time.Minute)
	l := f.Latency
	require.Equal(t, issue.LatencyRegression, l.Answer)
	require.Equal(t, "4.1.9", l.Previous)
	require.Equal(t, "4.1.9", l.GoneWith)
	require.InDelta(t, 1.2, l.Effect.Ratio, 0.05)
	require.Less(t, l.Effect.Low, l.Effect.Ratio)
	require.NotEmpty(t, l.Quantiles)
	require.False(t, l.Histogram.IsZero())
	require.NotEmpty(t, l.Causes)
	require.Equal(t, "database", l.Causes[0].Kind)
	require.Equal(t, "postgresql SELECT vouchers", l.Causes[0].Name)
	require.InDelta(t, 12.5e6, l.Causes[0].After, 1e6)
	require.True(t, l.Causes[0].Certain)
}

func TestRollOut_AReleaseThatChangesNothingIsNoIssue(t *testing.T) {
	s := newShop(t, 2)
	s.minutes(t, 20, instance{"4.1.8", "web-1"})
	s.minutes(t, 30, instance{"4.1.8", "web-1"}, instance{"4.1.9", "web-2"})
	s.minutes(t, 20, instance{"4.1.9", "web-2"})
	require.Empty(t, s.stop(t))
}
