package issuetrackerextension

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension/internal/metadatatest"
	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

func (f *fixture) ids(t *testing.T) (ids []issue.ID) {
	t.Helper()
	page, err := f.db.Issues(t.Context(), store.Query{Limit: 100})
	require.NoError(t, err)
	for _, i := range page.Issues {
		ids = append(ids, i.ID)
	}
	return ids
}

// only returns what is kept of the only issue, and its first exemplar.
func (f *fixture) only(t *testing.T) (store.Detail, event.Exemplar) {
	t.Helper()
	ids := f.ids(t)
	require.Len(t, ids, 1)
	detail, err := f.db.Detail(t.Context(), "", ids[0])
	require.NoError(t, err)
	var e event.Exemplar
	require.NoError(t, json.Unmarshal(detail.Exemplars[0].Body, &e))
	return detail, e
}

func TestLimits_OfIssuesAndTheOutboxTrimTheStore(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		f := started(t, directory, func(c *Config) { c.Limits.Issues, c.Outbox.MaxChanges = 2, 3 })
		f.report(t, seen(0), seen(1), seen(2))
		for _, id := range f.ids(t) {
			_, err := f.engine.Resolve(t.Context(), time.Now(), "", id, engine.Person{Actor: "ann"}, issue.Resolution{Scope: issue.ScopeNow})
			require.NoError(t, err)
		}
		time.Sleep(trimEvery + time.Second)
		synctest.Wait()
		assert.Len(t, f.ids(t), 2)
		kept, err := f.db.Changes(t.Context(), 0, 100)
		require.NoError(t, err)
		assert.Len(t, kept, 3)
	})
}

func TestLimits_OfTheOutboxInTime(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		f := started(t, directory, func(c *Config) { c.Outbox.MaxAge = time.Hour })
		f.report(t, seen(0))
		left := func() int {
			synctest.Wait()
			kept, err := f.db.Changes(t.Context(), 0, 100)
			require.NoError(t, err)
			return len(kept)
		}
		time.Sleep(time.Hour - trimEvery)
		assert.Equal(t, 1, left())
		time.Sleep(2 * trimEvery)
		assert.Zero(t, left())
	})
}

func TestLimits_OfIssuesPerPath(t *testing.T) {
	f := started(t, t.TempDir(), func(c *Config) { c.Limits.IssuesPerPath = 2 })
	for _, word := range []string{"alder", "birch", "cedar", "elder"} {
		rec := seen(0)
		rec.Message = "no user named " + word
		rec.StackTrace = "Traceback (most recent call last):\n  File \"/app/users.py\", line 7, in find\n    raise ErrorA(text)\nErrorA: " + rec.Message + "\n"
		f.report(t, rec)
	}
	assert.Len(t, f.ids(t), 3)
	metadatatest.AssertEqualExtensionIssueTrackerFolded(t, f.telemetry, []metricdata.DataPoint[int64]{{
		Value: 2, Attributes: attribute.NewSet(attribute.String("reason", "path")),
	}}, metricdatatest.IgnoreTimestamp())
}

func TestLimits_OfReleases(t *testing.T) {
	f := started(t, t.TempDir(), func(c *Config) { c.Limits.ReleasesPerService = 1 })
	other := seen(0)
	other.Version = "2.0.0"
	f.report(t, seen(0), other)
	detail, _ := f.only(t)
	var releases []string
	for _, r := range detail.Releases {
		releases = append(releases, r.Release)
	}
	assert.ElementsMatch(t, []string{"1.0.0", "(other)"}, releases)
}

func TestLimits_OfWhatIsKeptOfOneOccurrence(t *testing.T) {
	for _, test := range []struct {
		name   string
		limits LimitsConfig
		allow  []string
		want   map[string]string
		stack  int
	}{
		{"by default the built-in list", LimitsConfig{}, nil,
			map[string]string{"http.route": "/pay", "http.request.method": "POST"}, 100 * 18},
		{"with an own attribute", LimitsConfig{}, []string{"shop.tier"},
			map[string]string{"http.route": "/pay", "http.request.method": "POST", "shop.tier": "gold"}, 100 * 18},
		{"with less of everything", LimitsConfig{Attributes: 1, StackBytes: 200}, nil,
			map[string]string{"http.request.method": "POST"}, 200 - len("ErrorA") - len("card declined")},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := started(t, t.TempDir(), func(c *Config) { c.Limits, c.Scrub.AllowAttributes = test.limits, test.allow })
			large := seen(0)
			large.StackTrace = strings.Repeat("no runtime writes\n", 100)
			f.report(t, large)
			_, e := f.only(t)
			assert.Equal(t, test.want, e.Attributes)
			assert.Len(t, e.RawStack, test.stack)
		})
	}
}

func TestLimits_OfTheWindow(t *testing.T) {
	f := started(t, t.TempDir(), func(c *Config) { c.Limits.WindowEntries = 2 })
	for n := range 5 {
		rec := seen(0)
		rec.TraceID, rec.SpanID = exception.TraceID{1, byte(n)}, exception.SpanID{byte(n)}
		f.report(t, rec)
	}
	assert.EqualValues(t, 3, f.engine.Stats().WindowEvicted)
}
