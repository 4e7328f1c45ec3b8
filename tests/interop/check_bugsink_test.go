//go:build interop

package interop

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// eventsLimit is how long it may take until every issue has arrived in Bugsink.
const eventsLimit = time.Minute

// checkBugsink waits until Bugsink has every issue of Tidemark, checks that it made the same
// issues of them and kept the exceptions, and returns how many events it took.
func checkBugsink(t *testing.T, b *bugsink, all []shop, ids issueIDs) (events int) {
	t.Helper()
	total := 0
	for _, of := range ids {
		total += len(of)
	}
	eventually(t, eventsLimit, "issues in Bugsink", func() error {
		if got := b.issues(t); len(got) < total {
			return fmt.Errorf("%d of %d", len(got), total)
		}
		return nil
	})

	stored := b.issues(t)
	if len(stored) != total {
		t.Errorf("%d issues in Bugsink, want %d", len(stored), total)
	}
	for _, s := range all {
		var seen []string
		for _, si := range stored {
			if slices.Contains(ids[s.service], si.fingerprint()) {
				seen = append(seen, checkSentryIssue(t, s, si))
				events += len(si.events)
			}
		}
		if _, ran := ids[s.service]; ran {
			checkEachOnce(t, s, seen)
		}
	}
	return events
}

// fingerprint returns what the issue was grouped by: Tidemark's issue id.
func (i *sentryIssue) fingerprint() string {
	if len(i.events) == 0 {
		return ""
	}
	return strings.Join(i.events[0].Fingerprint, "")
}

// checkSentryIssue checks every event of an issue and returns the name of its site.
func checkSentryIssue(t *testing.T, s shop, si sentryIssue) string {
	t.Helper()
	want, err := siteOf(s.sites, si.events[0].chain())
	if err != nil {
		t.Errorf("%s in Bugsink: %v", si.Type, err)
		return ""
	}
	// Bugsink names an issue after the last exception of the event.
	if typ := want.chain[len(want.chain)-1].typ; lastName(si.Type) != typ {
		t.Errorf("%s: Bugsink calls it %q, want %q", want.name, si.Type, typ)
	}
	for _, e := range si.events {
		if e.Release != s.service+"@"+release || e.Environment != environment {
			t.Errorf("%s: release %q and environment %q, want %q and %q",
				want.name, e.Release, e.Environment, s.service+"@"+release, environment)
		}
		if id, _ := e.Tags["tidemark.issue.id"].(string); id != si.fingerprint() {
			t.Errorf("%s: tag tidemark.issue.id is %q, fingerprint %q", want.name, id, si.fingerprint())
		}
		checkChain(t, e.chain(), want)
	}
	return want.name
}
