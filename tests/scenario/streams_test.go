//go:build scenario

package scenario

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

// streamsOf returns what the command lists, by name.
func streamsOf(t *testing.T, c *collectortest.Collector) map[string]api.Stream {
	t.Helper()
	command := exec.CommandContext(t.Context(), filepath.Join(filepath.Dir(collectortest.Binary(t)), "tidemark"), "streams", "--json")
	command.Env = append(os.Environ(), "TIDEMARK_ADDRESS="+c.API)
	out, err := command.Output()
	require.NoError(t, err)
	var list api.StreamList
	require.NoError(t, json.Unmarshal(out, &list), "%s", out)
	byName := map[string]api.Stream{}
	for _, s := range list.Streams {
		byName[s.Stream] = s
	}
	return byName
}

// addCall appends a request for an operation.
func addCall(spans ptrace.SpanSlice, route string, random *rand.Rand, at time.Time) {
	collectortest.AddSpan(spans, "POST "+route, random, at).Attributes().PutStr("http.route", route)
}

func TestStreams_OfLiveTelemetryAreListedAndSurviveAStop(t *testing.T) {
	c := collectortest.Start(t, collectortest.Settings{Metrics: true})
	sender, random := collectortest.NewSender(t, c.GRPC), rand.New(rand.NewPCG(8, 8))
	for range 5 {
		td, spans := collectortest.NewTraces("shop", "1.4.0")
		for n := range 20 {
			addCall(spans, []string{"/orders", "/signup"}[n%2], random, time.Now())
		}
		require.NoError(t, sender.Traces(t.Context(), td))
	}
	check := func() {
		list := streamsOf(t, c)
		require.Len(t, list, 2)
		for _, route := range []string{"/orders", "/signup"} {
			s := list["server POST "+route]
			require.Equal(t, []any{"flatline", "spans", "shop", "production", "learning", false},
				[]any{s.Component, s.Signal, s.Service, s.Environment, s.State, s.Declared})
			require.InDelta(t, 50, s.Events, 0)
			require.NotNil(t, s.LastEvent)
		}
	}
	check()
	for _, want := range []struct {
		name   string
		labels []string
		value  float64
	}{
		{"otelcol_processor_flatline_items", []string{"fate", "received"}, 100},
		{"otelcol_processor_flatline_items", []string{"fate", "counted"}, 100},
		{"otelcol_processor_flatline_events", []string{"source", "discovered"}, 100},
		{"otelcol_extension_issue_tracker_entries", []string{"of", "streams"}, 2},
		{"otelcol_extension_issue_tracker_entries", []string{"of", "senders"}, 2}, // one for each detector
	} {
		got, err := c.Metric(want.name, want.labels...)
		require.NoError(t, err)
		require.InDelta(t, want.value, got, 0, "%s %v", want.name, want.labels)
	}
	before := streamsOf(t, c)
	c.Stop()
	c.Run()
	check()
	require.Equal(t, before["server POST /signup"].Since, streamsOf(t, c)["server POST /signup"].Since)
	require.Contains(t, c.Log(), "Detection goes on from what was learned")
}

// recording plays a shop in which a call comes each ten seconds and a signup each minute, a batch for each minute.
type recording struct {
	t      *testing.T
	c      *collectortest.Collector
	sender *collectortest.Sender
	random *rand.Rand
	now    time.Time
}

func (r *recording) play(d time.Duration, signups bool) {
	r.t.Helper()
	for end := r.now.Add(d); r.now.Before(end); r.now = r.now.Add(time.Minute) {
		td, spans := collectortest.NewTraces("shop", "1.4.0")
		td.ResourceSpans().At(0).Resource().Attributes().PutStr("tidemark.received_at", r.now.Format(time.RFC3339Nano))
		for n := range 6 {
			addCall(spans, "/orders", r.random, r.now.Add(-time.Duration(n)*10*time.Second))
		}
		if signups {
			addCall(spans, "/signup", r.random, r.now.Add(-time.Duration(r.random.IntN(60))*time.Second))
		}
		require.NoError(r.t, r.sender.Traces(r.t.Context(), td))
	}
}

// What was learned is there again after a kill, the time away is no evidence, and an open incident is told once.
func TestStreams_SurviveAKill(t *testing.T) {
	webhook := collectortest.NewSink(t)
	c := collectortest.Start(t, collectortest.Settings{
		Env: []string{"TIDEMARK_WEBHOOK_URL=" + webhook.URL},
		Overrides: []string{
			"extensions::issue_tracker::clock: replay",
			`processors::flatline::streams: [{name: signups, match: {route: /signup}, tier: page}]`,
			"processors::flatline::shadow: 0s",
		},
	})
	r := &recording{t: t, c: c, sender: collectortest.NewSender(t, c.GRPC), random: rand.New(rand.NewPCG(9, 9)),
		now: time.Now().UTC().Truncate(time.Hour).Add(-5 * 24 * time.Hour)}
	told := func() (kinds []string) {
		for _, d := range webhook.Deliveries() {
			if d.Document.Issue.Kind != "error" {
				kinds = append(kinds, d.Document.Change.Kind+" "+d.Document.Change.Reason)
			}
		}
		return kinds
	}
	findings := func() (all []api.Issue) {
		issues, err := c.Issues("shop")
		require.NoError(t, err)
		return issues
	}

	r.play(3*24*time.Hour, true)
	before := streamsOf(t, c)["signups"]
	require.Equal(t, "watched", before.State)
	c.Kill()
	c.Run()
	r.now = r.now.Add(6 * time.Hour)
	r.play(2*time.Hour, true)
	after := streamsOf(t, c)["signups"]
	require.Equal(t, before.Since, after.Since)
	require.Equal(t, "watched", after.State)
	require.InEpsilon(t, before.MeanRate, after.MeanRate, 0.05)
	require.Empty(t, findings(), "nobody was there to see")

	r.play(2*time.Hour, false)
	require.Len(t, findings(), 1)
	require.Equal(t, "flatline", findings()[0].Kind)
	collectortest.Eventually(t, 10*time.Second, "the alarm is told", func() error {
		if len(told()) == 0 {
			return fmt.Errorf("%d deliveries", len(webhook.Deliveries()))
		}
		return nil
	})
	c.Kill()
	c.Run()
	r.play(30*time.Minute, false)
	require.Len(t, findings(), 1)
	require.Equal(t, "alarmed", streamsOf(t, c)["signups"].State)
	r.play(2*time.Hour, true)
	require.Len(t, findings(), 1)
	require.Equal(t, "resolved", findings()[0].State)
	collectortest.Eventually(t, 10*time.Second, "the recovery is told", func() error {
		if last := told(); !strings.HasPrefix(last[len(last)-1], "resolved") {
			return fmt.Errorf("told: %q", last)
		}
		return nil
	})
	opened := 0
	for _, line := range told() {
		if strings.HasPrefix(line, "opened") {
			opened++
		}
	}
	require.Equal(t, 1, opened, "%q", told())
}
