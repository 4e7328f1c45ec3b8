//go:build interop

package interop

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

// countsLimit is how long it may take until all that was sent is counted.
const countsLimit = 20 * time.Second

// checkCounts waits until the shop has one issue per site with exactly this count.
func checkCounts(t *testing.T, c *collectortest.Collector, s *shop, want int) {
	t.Helper()
	collectortest.Eventually(t, countsLimit, "issues of "+s.service, func() error {
		got, err := c.Issues(s.service)
		if err != nil {
			return err
		}
		exact := len(got) == len(s.sites)
		var all []string
		for _, i := range got {
			exact = exact && i.Count == int64(want) && i.Observed == int64(want)
			all = append(all, fmt.Sprintf("%d (observed %d) of %s", i.Count, i.Observed, i.Title))
		}
		if !exact {
			return fmt.Errorf("want %d issues of %d, have %d:\n%s", len(s.sites), want, len(got), strings.Join(all, "\n"))
		}
		return nil
	})
}

// checkIssues checks each issue and its exemplars, and returns the ids.
func checkIssues(t *testing.T, c *collectortest.Collector, s *shop) (ids []string) {
	t.Helper()
	list, err := c.Issues(s.service)
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for _, i := range list {
		ids = append(ids, i.ID)
		if i.Service != s.service || i.Environment != environment || i.FirstRelease != release || i.State != "new" {
			t.Errorf("want a new issue of %s in %s first seen in %s: %+v", s.service, environment, release, i)
		}
		var detail api.IssueDetail
		if err := c.Get("/api/v1/issues/"+url.PathEscape(i.ID), &detail); err != nil {
			t.Fatal(err)
		}
		if len(detail.Exemplars) == 0 {
			t.Errorf("%s: no exemplar", i.Title)
			continue
		}
		want, err := siteOf(s.sites, detail.Exemplars[0].Exceptions)
		if err != nil {
			t.Errorf("%s: %v", i.Title, err)
			continue
		}
		seen = append(seen, want.name)
		if !strings.Contains(i.Title, want.outermost().typ) {
			t.Errorf("title %q does not contain the type %q", i.Title, want.outermost().typ)
		}
		for _, e := range detail.Exemplars {
			checkChain(t, e.Exceptions, want)
		}
	}
	checkEachOnce(t, s, seen)
	return ids
}
