package api_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/engine"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// watched are a declared stream that nothing matched, one with two parts, and a discovered one.
func watched() []engine.Stream {
	declared := func(name, part, state string) engine.Stream {
		return engine.Stream{Component: "flatline", Status: flatline.Status{
			Key: flatline.Key{Service: "shop", Environment: "production", Name: part}, Stream: name, Declared: true, Tier: flatline.TierPage, State: state,
			LastEvent: now, Born: now.Add(-time.Hour), Rate: 3, Mean: 2, Budget: 0.1, TimeToKnow: 90 * time.Second, Events: 7, WouldHave: 1,
			Series: flatline.Series{Start: now, Step: time.Minute, Expected: []float64{1}, Low: []float64{0}, High: []float64{3}, Seen: []float64{2}},
		}}
	}
	return []engine.Stream{
		{Component: "flatline", Status: flatline.Status{Key: flatline.Key{Definition: 1}, Stream: "refunds", Declared: true, Tier: flatline.TierNotice, State: "learning", Budget: 1}},
		declared("signups", "free", "watched"),
		declared("signups", "gold", "alarmed"),
		{Component: "flatline/b", Status: flatline.Status{
			Key: flatline.Key{Definition: -1, Service: "x", Environment: "e", Signal: flatline.SignalLog, Name: "user.signed_up"}, Tier: flatline.TierNotice, State: "shadow", LastEvent: now,
		}},
	}
}

func askStreams(t *testing.T, query string) (list wire.StreamList) {
	t.Helper()
	w := serve(newHandler(&fakeTracker{streams: watched()}), request("GET", "/api/v1/streams?"+query, ""))
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &list))
	return list
}

func TestStreams_AreSelected(t *testing.T) {
	for query, want := range map[string][]string{
		"":                              {"refunds ", "signups free", "signups gold", "user.signed_up "},
		"service=shop":                  {"signups free", "signups gold"},
		"service=shop&state=alarmed":    {"signups gold"},
		"state=unmatched":               {"refunds "},
		"state=learning":                {},
		"environment=e":                 {"user.signed_up "},
		"name=signups&limit=1":          {"signups free"},
		"name=signups&environment=test": {},
	} {
		got := []string{}
		list := askStreams(t, query)
		for _, s := range list.Streams {
			got = append(got, s.Stream+" "+s.Split)
		}
		require.Equal(t, want, got, query)
		require.Equal(t, query == "name=signups&limit=1", list.More, query)
	}
}

func TestStreams_HaveTheirSeriesWhenAskedForByName(t *testing.T) {
	require.Nil(t, askStreams(t, "service=shop").Streams[0].Series)
	since := now.Add(-time.Hour)
	require.Equal(t, wire.Stream{
		Component: "flatline", Stream: "signups", Declared: true, Service: "shop", Environment: "production", Split: "free", Tier: "page", State: "watched",
		Rate: 3, MeanRate: 2, LastEvent: &now, Since: &since, Budget: 0.1, SecondsToKnow: 90, Events: 7, WouldHaveAlarmed: 1,
		Series: &event.SeriesPlot{Start: now, StepSeconds: 60, Expected: []float64{1}, Low: []float64{0}, High: []float64{3}, Seen: []float64{2}},
	}, askStreams(t, "name=signups").Streams[0])
	require.Equal(t, "logs", askStreams(t, "service=x").Streams[0].Signal)
}

func TestStreams_AnswerWhenThereIsNothingAndSayWhatIsWrong(t *testing.T) {
	require.Equal(t, "{\"streams\":[],\"more\":false}\n", serve(newHandler(&fakeTracker{}), request("GET", "/api/v1/streams", "")).Body.String())
	for query, says := range map[string]string{
		"limit=0": "from 1 to 1000", "state=dead": `unknown state "dead": use unmatched, learning`, "name=a&name=b": "given 2 times", "tier=page": "unknown query parameter",
	} {
		wantProblem(t, serve(newHandler(&fakeTracker{}), request("GET", "/api/v1/streams?"+query, "")), http.StatusBadRequest, says)
	}
}
