//go:build scenario

package scenario

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	wire "github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/sentry"
	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

const (
	sentryName, webhookName = "issues/sentry", "issues/webhook"
	soon                    = 20 * time.Second
)

// ailing are the destinations that fail.
var ailing = []string{sentryName, webhookName}

// underFire is a Collector with two destinations that fail and one that is well.
type underFire struct {
	*testing.T
	collector       *collectortest.Collector
	sender          *collectortest.Sender
	sentry, webhook *collectortest.Backend
	well            *collectortest.Sink
	random          *rand.Rand
	kinds           int
	issues          []string // by kind
	changes         int      // made so far
}

func newUnderFire(t *testing.T) *underFire {
	f := &underFire{
		T: t, sentry: collectortest.NewBackend(t), webhook: collectortest.NewBackend(t), well: collectortest.NewSink(t),
		random: rand.New(rand.NewPCG(5, 5)),
	}
	f.collector = collectortest.Start(t, collectortest.Settings{
		Config: filepath.Join(collectortest.Root(), "tests", "scenario", "testdata", "delivery.yaml"), Metrics: true,
		Env: []string{
			"TEST_SENTRY_DSN=" + dsn(f.sentry.URL), "TEST_WEBHOOK_URL=" + f.webhook.URL, "TEST_WELL_URL=" + f.well.URL,
			"TEST_CA_SENTRY=" + f.sentry.CAFile, "TEST_CA_WEBHOOK=" + f.webhook.CAFile,
		},
	})
	f.sender = collectortest.NewSender(t, f.collector.GRPC)
	return f
}

func dsn(url string) string {
	return strings.Replace(url, "https://", "https://0123456789abcdef0123456789abcdef@", 1) + "/7"
}

func (f *underFire) become(fault collectortest.Fault) {
	f.sentry.Become(fault)
	f.webhook.Become(fault)
}

// send sends one error of a kind.
func (f *underFire) send(kind int) {
	f.Helper()
	td, spans := collectortest.NewTraces("shop", "1.4.0")
	collectortest.AddErrorSpan(spans, collectortest.NewKind(kind), f.random, time.Now())
	require.NoError(f, f.sender.Traces(f.Context(), td))
}

// change opens an issue, and resolves the one before it, which returns. It waits until the destination
// that is well has all of it, and returns the new changes.
func (f *underFire) change() []wire.Document {
	f.Helper()
	before := f.changes
	f.send(f.kinds)
	f.kinds++
	f.changes++
	if f.kinds > 1 {
		token, err := os.ReadFile(filepath.Join(f.collector.Data, "api-token"))
		require.NoError(f, err)
		require.Equal(f, http.StatusOK, resolve(f.T, f.collector, f.issues[f.kinds-2], strings.TrimSpace(string(token))))
		f.send(f.kinds - 2)
		f.changes += 2
	}
	collectortest.Eventually(f, soon, "the destination that is well has every change", func() error {
		if n := len(f.documents()); n != f.changes {
			return fmt.Errorf("%d of %d", n, f.changes)
		}
		return nil
	})
	made := f.documents()[before:]
	for _, doc := range made {
		if !slices.Contains(f.issues, doc.Issue.ID) {
			f.issues = append(f.issues, doc.Issue.ID)
		}
	}
	require.Len(f, f.issues, f.kinds)
	return made
}

// documents returns what the destination that is well got, each change once, in the order of arrival.
func (f *underFire) documents() []wire.Document { return once(f.well.Deliveries()) }

func once(deliveries []collectortest.Delivery) (documents []wire.Document) {
	known := map[string]bool{}
	for _, d := range deliveries {
		if id := d.Document.Change.ID; !known[id] {
			known[id] = true
			documents = append(documents, d.Document)
		}
	}
	return documents
}

func (f *underFire) accepted() int { return len(f.sentry.Accepted()) + len(f.webhook.Accepted()) }

// outlasts makes changes while a fault lasts, until the exporters have come to the end of their
// retries and the receivers have begun anew.
func (f *underFire) outlasts(what string) {
	f.Helper()
	accepted := f.accepted()
	began := map[string]float64{}
	for _, name := range ailing {
		began[name] = f.retries(name)
	}
	f.change()
	assert.Equal(f, accepted, f.accepted(), "%s: only the other destination has the changes", what)
	collectortest.Eventually(f, soon, what+" outlasts the retries", func() error {
		outbox, err := f.collector.Outbox()
		if err != nil {
			return err
		}
		for _, name := range ailing {
			if d := outbox[name]; d.LastError == "" || d.LastErrorAt == nil || d.Waiting < 2 || d.OldestWaiting == nil {
				return fmt.Errorf("%s: %+v", name, d)
			}
			if f.retries(name) <= began[name] {
				return fmt.Errorf("%s is tried for the first time", name)
			}
		}
		return nil
	})
	outbox, err := f.collector.Outbox()
	require.NoError(f, err)
	f.Logf("%-60s sentry: %s", what, outbox[sentryName].LastError)
	f.Logf("%-60s webhook: %s", "", outbox[webhookName].LastError)
	assert.Equal(f, accepted, f.accepted(), "%s: still down", what)
}

func (f *underFire) retries(destination string) float64 {
	f.Helper()
	n, err := f.collector.Metric("otelcol_receiver_issues_retries", "destination", destination)
	require.NoError(f, err)
	return n
}

// isRefused makes changes that are refused for good, and returns them.
func (f *underFire) isRefused(fault collectortest.Fault, reason string) []wire.Document {
	f.Helper()
	f.nothingWaits("what came before is delivered")
	f.become(fault)
	made := f.change()
	f.nothingWaits(string(fault) + " is passed over")
	outbox, err := f.collector.Outbox()
	require.NoError(f, err)
	for name, want := range map[string][]string{sentryName: changeIDs(expressible(made)), webhookName: changeIDs(made)} {
		var got []string
		for _, r := range slices.Backward(outbox[name].LatestRefused) {
			if r.Reason == reason {
				got = append(got, r.ChangeID)
				assert.Contains(f, r.Title, "PaymentError")
				assert.Contains(f, r.Error, string(fault))
			}
		}
		assert.Equal(f, want, got, "%s of %s", reason, name)
	}
	return made
}

// nothingWaits waits until the destinations that fail have answered to every change.
func (f *underFire) nothingWaits(what string) {
	f.Helper()
	collectortest.Eventually(f, soon, what, func() error {
		outbox, err := f.collector.Outbox()
		if err != nil {
			return err
		}
		for _, name := range ailing {
			if n := outbox[name].Waiting; n > 0 {
				return fmt.Errorf("%s: %d wait", name, n)
			}
		}
		return nil
	})
}

func changeIDs(documents []wire.Document) (ids []string) {
	for _, d := range documents {
		ids = append(ids, d.Change.ID)
	}
	return ids
}

// expressible returns what makes an event in a Sentry-compatible backend.
func expressible(documents []wire.Document) (some []wire.Document) {
	for _, d := range documents {
		if _, reason := sentry.EventFromDocument(&d, ""); reason == "" {
			some = append(some, d)
		}
	}
	return some
}

// Whatever a destination does, and however long: the one beside it has every change at once, what is
// refused for good is kept for people, and all the rest arrives in order when it is well again, also
// over a stop and a kill.
func TestDelivery_UnderFire(t *testing.T) {
	f := newUnderFire(t)
	f.change()
	f.change()
	refused := f.isRefused(collectortest.BadRequest, "bad_request")
	refused = append(refused, f.isRefused(collectortest.TooLarge, "too_large")...)
	for _, fault := range []collectortest.Fault{
		collectortest.Refuses, collectortest.Hangs, collectortest.HalfCloses, collectortest.BreaksOff, collectortest.UnknownCA,
		collectortest.Fails, collectortest.Overloaded, collectortest.RateLimitsAfter, collectortest.RateLimitsKinds,
		collectortest.RateLimits, // the last before a start: it holds the envelopes for a minute
	} {
		f.become(fault)
		f.outlasts(string(fault))
	}

	f.become(collectortest.Healthy)
	f.collector.Setenv("TEST_SENTRY_DSN", dsn("https://gone.invalid"))
	f.collector.Setenv("TEST_WEBHOOK_URL", "https://gone.invalid")
	f.collector.Stop()
	f.collector.Run()
	f.outlasts("the name is not resolved")

	f.collector.Setenv("TEST_SENTRY_DSN", dsn(f.sentry.URL))
	f.collector.Setenv("TEST_WEBHOOK_URL", f.webhook.URL)
	f.collector.Kill()
	f.collector.Run()
	f.change()
	f.allArrived(refused)
	f.logDelays()
}

// allArrived waits for all that was not refused, and compares it with what the healthy destination got.
func (f *underFire) allArrived(refused []wire.Document) {
	f.Helper()
	collectortest.Eventually(f, soon, "nothing waits", func() error {
		outbox, err := f.collector.Outbox()
		if err != nil {
			return err
		}
		for name, d := range outbox {
			if d.Waiting > 0 || d.LastError != "" || d.Lost > 0 {
				return fmt.Errorf("%s: %+v", name, d)
			}
		}
		return nil
	})
	gone := changeIDs(refused)
	outbox, err := f.collector.Outbox()
	require.NoError(f, err)
	for _, name := range ailing {
		for _, r := range outbox[name].LatestRefused {
			assert.Contains(f, gone, r.ChangeID, "%s refused: %s", name, r.Error)
		}
	}
	want := slices.DeleteFunc(f.documents(), func(d wire.Document) bool { return slices.Contains(gone, d.Change.ID) })
	assert.Equal(f, changeIDs(want), changeIDs(once(f.webhook.Accepted())), "the webhook has the same ids in the same order")

	var wantEvents, gotEvents []string
	for _, d := range expressible(want) {
		e, _ := sentry.EventFromDocument(&d, "")
		wantEvents = append(wantEvents, e.EventID)
	}
	for _, d := range f.sentry.Accepted() {
		e, err := d.SentryEvent()
		require.NoError(f, err)
		if id := e["event_id"].(string); !slices.Contains(gotEvents, id) {
			gotEvents = append(gotEvents, id)
		}
	}
	assert.Equal(f, wantEvents, gotEvents, "the Sentry backend has the same events in the same order")

	versions := map[string]int64{}
	for _, d := range want {
		assert.Greater(f, d.Change.Version, versions[d.Issue.ID], "the changes of one issue come in order")
		versions[d.Issue.ID] = d.Change.Version
	}
}

// logDelays says how late the destination that is well was.
func (f *underFire) logDelays() {
	var delays []time.Duration
	for _, d := range f.well.Deliveries() {
		delays = append(delays, d.At.Sub(d.Document.Change.At))
	}
	slices.Sort(delays)
	f.Logf("%d changes; the destination that is well got them after %s at most, p95 %s",
		f.changes, delays[len(delays)-1].Round(time.Millisecond), delays[len(delays)*95/100].Round(time.Millisecond))
	assert.Less(f, delays[len(delays)-1], 5*time.Second)
}

// What would acknowledge a change before its destination has it is named at the start.
func TestDelivery_WarnsOfAQueueBehindAnIssuesReceiver(t *testing.T) {
	c := collectortest.Start(t, collectortest.Settings{Overrides: []string{
		"service::pipelines::logs/issues_webhook::processors: [batch]",
		"exporters::otlp_http::endpoint: http://127.0.0.1:1",
		"service::pipelines::logs/issues_sentry::exporters: [otlp_http]",
	}})
	var warned []string
	for line := range strings.Lines(c.Log()) {
		if strings.Contains(line, "acknowledged before its destination has it") {
			warned = append(warned, line)
		}
	}
	require.Len(t, warned, 2, "the debug exporter and the pipelines of telemetry are as they should be")
	assert.Contains(t, warned[0], `"pipeline": "logs/issues_sentry", "component": "otlp_http"`)
	assert.Contains(t, warned[1], `"pipeline": "logs/issues_webhook", "component": "batch"`)
}
