package api_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/release"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

func books() []release.Release {
	const day = 24 * 60 * 60 * 1e9
	older, newer := now.Add(-2*day), now.Add(-day)
	return []release.Release{
		{Name: "1.3.0", ArrivedAt: older, LastSeen: now, Traffic: 900, Share: release.Share{Items: 900, Of: 1200}},
		{
			Name: "1.4.0", ArrivedAt: newer, LastSeen: now, Traffic: 300, Share: release.Share{Items: 300, Of: 400}, Source: release.SourceDeploy,
			Revisions: []release.Revision{{ID: "c0ffee1", ArrivedAt: newer, LastSeen: now}},
		},
	}
}

func TestReleases_AreThoseOfEachPlaceWithTheirIssues(t *testing.T) {
	f := &fakeTracker{places: []store.Place{{Service: "payment", Environment: "production"}, {Service: "x"}}, book: books()}
	w := serve(newHandler(f), request("GET", "/api/v1/releases?service=payment&environment=production&limit=1", ""))
	var got wire.ReleaseList
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &got))
	b := books()
	require.Equal(t, wire.ReleaseList{More: true, Places: []wire.ReleasePlace{{
		Service: "payment", Environment: "production", Newest: "1.4.0", Releases: []wire.KnownRelease{
			{
				Release: "1.4.0", Verdict: "newest", ArrivedAt: b[1].ArrivedAt, ArrivedBy: "deploy", LastSeen: now, Traffic: 300, Share: 0.75,
				Revisions: []string{"c0ffee1"}, FirstSeen: 3, Regressed: 2, Resolved: 1,
			},
			{
				Release: "1.3.0", Verdict: "older", ArrivedAt: b[0].ArrivedAt, ArrivedBy: "telemetry", LastSeen: now, Traffic: 900, Share: 0.75,
				Revisions: []string{},
			},
		},
	}}}, got)
	require.Equal(t, store.PlaceQuery{Service: "payment", Environment: "production", Limit: 2}, f.placeQuery)
}

func TestReleases_OfNothingAreAnEmptyList(t *testing.T) {
	w := serve(newHandler(&fakeTracker{}), request("GET", "/api/v1/releases", ""))
	require.Equal(t, "{\"places\":[],\"more\":false}\n", w.Body.String())
	for query, says := range map[string]string{"limit=101": "from 1 to 100", "service=a&service=b": "given 2 times", "release=1": "unknown query parameter"} {
		wantProblem(t, serve(newHandler(&fakeTracker{}), request("GET", "/api/v1/releases?"+query, "")), http.StatusBadRequest, says)
	}
}

func TestIssue_NamesTheFirstBadAndTheLastGoodRelease(t *testing.T) {
	back := func(fix string) []issue.Step {
		return []issue.Step{{Version: 5, Kind: issue.ChangeRegressed, To: issue.StateRegressed, Proof: &issue.Proof{
			Release: "1.4.0", Fix: issue.Resolution{Scope: issue.ScopeRelease, Release: fix},
		}}}
	}
	for _, test := range []struct {
		name      string
		first     string
		steps     []issue.Step
		bad, good string
	}{
		{"it began in the newest", "1.4.0", nil, "1.4.0", "1.3.0"},
		{"it was always there", "1.3.0", nil, "1.3.0", ""},
		{"it came back", "1.2.0", back("1.3.0"), "1.4.0", "1.3.0"},
		{"it came back in the release with the fix", "1.2.0", back("1.4.0"), "1.4.0", ""},
		{"its sender names none", "", nil, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &fakeTracker{steps: test.steps, book: books(), firstRelease: test.first}
			w := serve(newHandler(f), request("GET", "/api/v1/issues/"+knownID, ""))
			var got wire.IssueDetail
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &got))
			require.Equal(t, []string{test.bad, test.good}, []string{got.FirstBadRelease, got.LastGoodRelease})
		})
	}
}
