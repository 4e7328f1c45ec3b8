package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue/store"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

func TestCounts_ParametersBecomeARange(t *testing.T) {
	day := 24 * time.Hour
	for _, test := range []struct {
		name, query string
		from, to    time.Time
		step        time.Duration
	}{
		{"the default is the last 24 hours by the hour", "", now.Add(-day), now, time.Hour},
		{"RFC 3339 in any zone", "from=2026-03-01T02:00:00%2B02:00&to=2026-03-02T00:00:00Z&step=15m",
			time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), 15 * time.Minute},
		{"seconds since 1970", "from=1772582400&to=1772586000&step=60",
			time.Unix(1772582400, 0).UTC(), time.Unix(1772586000, 0).UTC(), time.Minute},
		{"days", "from=0&step=30d", time.Unix(0, 0).UTC(), now, 30 * day},
		{"to alone moves the range", "to=2026-03-02T00:00:00Z",
			time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), time.Hour},
		{"exactly the most steps", "from=1772280000&to=1772580000&step=1m",
			time.Unix(1772280000, 0).UTC(), time.Unix(1772580000, 0).UTC(), time.Minute},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &fakeTracker{}
			w := serve(newHandler(f), request("GET", "/api/v1/issues/"+knownID+"/counts?"+test.query, ""))
			if w.Code != http.StatusOK {
				t.Fatalf("status %d: %s", w.Code, w.Body)
			}
			want := store.Series{Key: store.Key{ID: knownID}, From: test.from, To: test.to, Step: test.step, Now: now}
			if f.series != want {
				t.Errorf("got %v, want %v", f.series, want)
			}
			body := fmt.Sprintf(`[{"t":%q,"release":"1.4.0","count":2}]`+"\n", test.from.Format(time.RFC3339))
			if w.Body.String() != body {
				t.Errorf("got %s, want %s", w.Body, body)
			}
		})
	}
}

func TestCounts_WrongParametersAreNamed(t *testing.T) {
	for _, test := range []struct{ name, query, detail string }{
		{"an unknown parameter", "window=1h", `"window": use from, to, step`},
		{"a time in words", "from=yesterday", "from=yesterday: use RFC 3339"},
		{"a time before 1970", "from=-1", "from 0 to"},
		{"a year that RFC 3339 cannot say", "to=999999999999", "from 0 to"},
		{"from behind to", "from=2026-03-03T00:00:00Z&to=2026-03-02T00:00:00Z", "is not before to"},
		{"an empty range", "from=1772582400&to=1772582400", "is not before to"},
		{"a step that is too small", "step=30s", "whole minutes"},
		{"a step that is not whole minutes", "step=90s", "whole minutes"},
		{"a negative step", "step=-1h", "whole minutes"},
		{"a negative number of days", "step=-1d", "whole minutes"},
		{"a step that overflows", "step=99999999999999d", "whole minutes"},
		{"a step in words", "step=hourly", "whole minutes"},
		{"too many steps name one that fits", "from=2026-01-01T00:00:00Z&step=1m", "more than 5000 steps: use step=1h"},
		{"half a century is shown by days or more", "from=0&step=1h", "use step=7d"},
		{"all of time has a step", "from=0&to=253402300799&step=1d", "use step=3650d"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := serve(newHandler(&fakeTracker{}), request("GET", "/api/v1/issues/"+knownID+"/counts?"+test.query, ""))
			wantProblem(t, w, http.StatusBadRequest, test.detail)
		})
	}
}

func TestCounts_TheStepThatIsProposedIsAccepted(t *testing.T) {
	for _, from := range []string{"2026-03-01T00:00:00Z", "2026-01-01T00:00:00Z", "2020-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z&to=9999-01-01T00:00:00Z"} {
		path := "/api/v1/issues/" + knownID + "/counts?from=" + from
		var p wire.Problem
		if err := json.Unmarshal(serve(newHandler(&fakeTracker{}), request("GET", path+"&step=1m", "")).Body.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		_, step, _ := strings.Cut(p.Detail, "use ")
		step, _, _ = strings.Cut(step, " ")
		if w := serve(newHandler(&fakeTracker{}), request("GET", path+"&"+step, "")); w.Code != http.StatusOK {
			t.Errorf("from %s with %s: %s", from, step, w.Body)
		}
	}
}

func TestCounts_AnUnknownIssueIsNotFound(t *testing.T) {
	w := serve(newHandler(&fakeTracker{}), request("GET", "/api/v1/issues/x/counts", ""))
	wantProblem(t, w, http.StatusNotFound, `no issue has the id "x"`)
}
