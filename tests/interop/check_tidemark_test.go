//go:build interop

package interop

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// countsLimit is how long it may take until all that was sent is counted.
const countsLimit = 30 * time.Second

// occurrences is how many each site of a shop must have.
func occurrences() int { return times * len(protocols) }

// countsAreExact returns an error unless the shop has one issue per site with exact counts.
func countsAreExact(t *testing.T, c *collector, s shop) error {
	got, err := c.issues(t.Context(), s.service)
	if err != nil {
		return err
	}
	if len(got) != len(s.sites) {
		return fmt.Errorf("%d issues, want %d: %+v", len(got), len(s.sites), got)
	}
	for _, i := range got {
		if i.Count != float64(occurrences()) || i.Observed != int64(occurrences()) {
			return fmt.Errorf("%s: count %v, observed %d, want %d", i.Title, i.Count, i.Observed, occurrences())
		}
	}
	return nil
}

// checkIssues waits for the counts, checks each issue and its exemplars, and returns the ids.
func checkIssues(t *testing.T, c *collector, s shop) []string {
	t.Helper()
	eventually(t, countsLimit, "issues of "+s.service, func() error { return countsAreExact(t, c, s) })
	list, err := c.issues(t.Context(), s.service)
	if err != nil {
		t.Fatal(err)
	}
	var ids, seen []string
	for _, i := range list {
		ids = append(ids, i.ID)
		if i.Service != s.service || i.Environment != environment || i.FirstRelease != release || i.State != "new" {
			t.Errorf("want a new issue of %s in %s first seen in %s: %+v", s.service, environment, release, i)
		}
		exemplars := c.exemplars(t, i.ID)
		if len(exemplars) == 0 {
			t.Errorf("%s: no exemplar", i.Title)
			continue
		}
		want, err := siteOf(s.sites, exemplars[0])
		if err != nil {
			t.Errorf("%s: %v", i.Title, err)
			continue
		}
		seen = append(seen, want.name)
		if typ := want.chain[len(want.chain)-1].typ; !strings.Contains(i.Title, typ) {
			t.Errorf("title %q does not contain the type %q", i.Title, typ)
		}
		for _, chain := range exemplars {
			checkChain(t, chain, want)
		}
	}
	checkEachOnce(t, s, seen)
	return ids
}

// checkEachOnce checks that every site of the shop has exactly one issue.
func checkEachOnce(t *testing.T, s shop, seen []string) {
	t.Helper()
	var want []string
	for _, site := range s.sites {
		want = append(want, site.name)
	}
	slices.Sort(want)
	slices.Sort(seen)
	if !slices.Equal(seen, want) {
		t.Errorf("%s: issues for the places %q, want %q", s.service, seen, want)
	}
}
