package errorgroupprocessor

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// thrown is an error of com.acme: one wrapper of its own makes them all.
func thrown(by string) string {
	return "com.acme.AppError: no stock\n\tat com.acme.AppError.wrap(AppError.java:9)\n\tat com.acme." + by +
		"\n\tat com.acme.gen.Api.call(Api.java:3)\n\tat java.lang.Thread.run(Thread.java:840)\n"
}

// stampOf passes an error with this stack through the processor and returns what was stamped on it.
func (f *fixture) stampOf(t *testing.T, n byte, stack string) map[string]any {
	t.Helper()
	td, spans := newTraces("shop")
	span := addSpan(spans, n, "GET /", "com.acme.AppError")
	span.Events().At(0).Attributes().PutStr("exception.stacktrace", stack)
	require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
	return stamps(span.Events().At(0).Attributes())
}

func TestErrorGroup_TheOperatorsRulesDecideAndTheAPIExplainsByThem(t *testing.T) {
	f := &fixture{directory: t.TempDir()}
	factory := issuetrackerextension.NewFactory()
	tracker := factory.CreateDefaultConfig().(*issuetrackerextension.Config)
	tracker.Directory, tracker.AllowNetworkFileSystem, tracker.HTTP.NetAddr.Endpoint = f.directory, true, "127.0.0.1:0"
	tracker.CommitWait = time.Hour // a slow disk fails no test
	set := extensiontest.NewNopSettings(factory.Type())
	core, logged := observer.New(zap.InfoLevel)
	set.Logger = zap.New(core)
	var err error
	f.tracker, err = factory.Create(t.Context(), set, tracker)
	require.NoError(t, err)
	require.NoError(t, f.tracker.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, f.tracker.Shutdown(context.Background())) })
	f.make(t, func(c *Config) {
		c.InApp = InAppConfig{Include: []string{"com.acme"}, Exclude: []string{"com.acme.gen"}}
		c.LeftOut = []string{"com.acme.AppError"}
	})
	f.start(t, host{component.MustNewID("issue_tracker"): f.tracker})

	stack := thrown("Orders.place(Orders.java:12)")
	first := f.stampOf(t, 1, stack)
	assert.Equal(t, "in_app_frames", first["tidemark.group.reason"])

	address := logged.FilterMessage("Issues are served").All()[0].ContextMap()["address"].(string)
	for name, query := range map[string]url.Values{
		"the issue":   {"issue": {first["tidemark.issue.id"].(string)}},
		"the text":    {"stacktrace": {stack}, "type": {"com.acme.AppError"}, "message": {"card declined"}, "language": {"java"}},
		"by its name": {"stacktrace": {stack}, "type": {"com.acme.AppError"}, "message": {"card declined"}, "error_group": {"error_group"}},
	} {
		t.Run(name, func(t *testing.T) {
			e := explained(t, "http://"+address+"/api/v1/explain?"+query.Encode())
			assert.Equal(t, first["tidemark.fingerprint"], e.Fingerprint)
			assert.Equal(t, "error_group", e.ErrorGroup)
			assert.False(t, e.PassedCount)
			assert.Contains(t, e.Text, "left out: matches left_out[0]")
			var rules, reasons []string
			for _, frame := range e.Exceptions[0].Frames {
				rules, reasons = append(rules, frame.Rule), append(reasons, frame.Reason)
			}
			assert.Equal(t, []string{"standard_library", "in_app::exclude[0]", "in_app::include[0]", "in_app::include[0]"}, rules)
			assert.Equal(t, []string{"not_in_app", "not_in_app", "", "left_out[0]"}, reasons)
		})
	}
}

func explained(t *testing.T, address string) (e api.Explanation) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	answer, err := client.Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, answer.Body.Close()) }()
	require.Equal(t, http.StatusOK, answer.StatusCode)
	require.NoError(t, json.NewDecoder(answer.Body).Decode(&e))
	return e
}

func TestErrorGroup_AgentsAndGatewaysWithTheSameRulesStampTheSame(t *testing.T) {
	rules := func(c *Config) { c.LeftOut = []string{"*.wrap"} }
	gateway, agent, plain := newFixture(t, rules), &fixture{}, &fixture{}
	agent.make(t, rules, func(c *Config) { c.Tracker = "none" })
	agent.start(t, host{})
	plain.make(t, func(c *Config) { c.Tracker = "none" })
	plain.start(t, host{})
	stack := thrown("Orders.place(Orders.java:12)")
	want := gateway.stampOf(t, 1, stack)["tidemark.fingerprint"]
	assert.Equal(t, want, agent.stampOf(t, 1, stack)["tidemark.fingerprint"])
	assert.NotEqual(t, want, plain.stampOf(t, 1, stack)["tidemark.fingerprint"])
}
