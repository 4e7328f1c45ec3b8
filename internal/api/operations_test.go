package api_test

import (
	"encoding/json"
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
	"github.com/tidemark-otel/tidemark/internal/detect/slowdown"
	"github.com/tidemark-otel/tidemark/internal/engine"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// compared are an operation whose new release is compared with the old one, and one of which nothing is known.
func compared() []engine.Operation {
	quantile := slowdown.Quantiles{Q: 0.5, Quantile: latency.Quantile{Value: 100e6, Low: 98e6, High: 102.0004e6}}
	return []engine.Operation{
		{Component: "latency_regression", Status: slowdown.Status{
			Key: slowdown.Key{Service: "shop", Environment: "production", Operation: "server GET /pay"}, State: "comparing", Born: now.Add(-time.Hour), Last: now,
			Spans: 1000, Releases: []slowdown.ReleaseStatus{
				{Release: "4.1.9", Old: true, First: now, Last: now, Spans: 900, Quantiles: []slowdown.Quantiles{quantile, {Q: 0.99, Quantile: latency.Quantile{Value: math.NaN()}}}},
				{
					Release: "4.2.0", Spans: 90, Compared: true, Answer: latency.AnswerNothing, Effect: latency.Effect{Ratio: 1.1, Low: 0.9, High: math.Inf(1)},
					Evidence: 2, Threshold: 7, Need: latency.Need{Low: 300.2, Likely: 700.5, High: 2000},
				},
				{Release: "4.3.0", Compared: true, Need: latency.Need{Low: math.Inf(1), Likely: math.Inf(1), High: math.Inf(1)}},
			},
		}},
		{Component: "latency_regression", Status: slowdown.Status{Key: slowdown.Key{Service: "x", Environment: "e", Operation: "consumer orders", Failed: true}, State: "learning"}},
	}
}

func askOperations(t *testing.T, query string) (list wire.OperationList) {
	t.Helper()
	w := serve(newHandler(&fakeTracker{operations: compared()}), request("GET", "/api/v1/operations?"+query, ""))
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &list))
	return list
}

func TestOperations_AreSelected(t *testing.T) {
	for query, want := range map[string][]string{
		"": {"server GET /pay", "consumer orders"}, "service=shop": {"server GET /pay"}, "state=learning": {"consumer orders"},
		"environment=test": {}, "limit=1": {"server GET /pay"}, "name=consumer+orders": {"consumer orders"},
	} {
		got := []string{}
		list := askOperations(t, query)
		for _, o := range list.Operations {
			got = append(got, o.Operation)
		}
		require.Equal(t, want, got, query)
		require.Equal(t, query == "limit=1", list.More, query)
	}
}

func TestOperations_TellReleasesAndWhatIsNeeded(t *testing.T) {
	since := now.Add(-time.Hour)
	list := askOperations(t, "")
	require.Equal(t, wire.Operation{
		Component: "latency_regression", Operation: "server GET /pay", Service: "shop", Environment: "production", State: "comparing",
		Since: &since, Last: &now, Spans: 1000, Releases: []wire.OperationRelease{
			{
				Release: "4.1.9", Old: true, FirstSeen: &now, LastSeen: &now, Spans: 900,
				Quantiles: []wire.OperationQuantile{{Quantile: 0.5, Duration: event.Interval{Value: 100, Low: 98, High: 102}}},
			},
			{Release: "4.2.0", Spans: 90, Quantiles: []wire.OperationQuantile{}, Comparison: &wire.Comparison{
				Answer: "nothing", Effect: event.Interval{Value: 1.1, Low: 0.9}, Evidence: 2, Threshold: 7, Need: &event.Interval{Value: 701, Low: 301, High: 2000},
			}},
			{Release: "4.3.0", Quantiles: []wire.OperationQuantile{}, Comparison: &wire.Comparison{Answer: "nothing"}},
		},
	}, list.Operations[0])
	require.True(t, list.Operations[1].Failed)
}

func TestOperations_AnswerWhenThereIsNothingAndSayWhatIsWrong(t *testing.T) {
	require.Equal(t, "{\"operations\":[],\"more\":false}\n", serve(newHandler(&fakeTracker{}), request("GET", "/api/v1/operations", "")).Body.String())
	for query, says := range map[string]string{
		"limit=0": "from 1 to 1000", "state=dead": `unknown state "dead": use learning`, "name=a&name=b": "given 2 times", "tier=page": "unknown query parameter",
	} {
		wantProblem(t, serve(newHandler(&fakeTracker{}), request("GET", "/api/v1/operations?"+query, "")), http.StatusBadRequest, says)
	}
}
