//go:build interop

package interop

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// issueIDs are the ids of Tidemark's issues by shop, filled as the shops are checked.
type issueIDs map[string][]string

func TestInterop(t *testing.T) {
	binary := collectorBinary(t)
	table := newSummary(t)
	backend, unavailable := setUpBugsink(t)
	var dsn string
	if backend != nil {
		dsn = backend.dsn
	}
	c := startCollector(t, binary, dsn)
	started := "ran with its default configuration"
	table.watch(t, "otelcol-tidemark", c.version, &started)

	ids := issueIDs{}
	all := shops(t)
	for _, s := range all {
		t.Run(s.service, func(t *testing.T) {
			var result string
			table.watch(t, s.sdk, s.version, &result)
			command, err := s.command(t)
			skipOrFail(t, err, &result)
			s.trade(t, command, c)
			ids[s.service] = checkIssues(t, c, s)
			result = fmt.Sprintf("%d issues of %d occurrences each, sent by %s",
				len(s.sites), occurrences(), strings.Join(protocols, " and "))
		})
	}

	t.Run("bugsink", func(t *testing.T) {
		var result string
		table.watch(t, "Bugsink", pinned(t, bugsinkRequirements, "bugsink"), &result)
		skipOrFail(t, unavailable, &result)
		events := checkBugsink(t, backend, all, ids)
		result = fmt.Sprintf("%d issues for each of %d services, from %d events", 2, len(ids), events)
	})

	// Nothing may have been added while Bugsink was read.
	for _, s := range all {
		if _, ran := ids[s.service]; ran {
			if err := countsAreExact(t, c, s); err != nil {
				t.Errorf("at the end, %s: %v", s.service, err)
			}
		}
	}
}

// setUpBugsink returns nil and why when Bugsink cannot be installed on this machine.
func setUpBugsink(t *testing.T) (*bugsink, error) {
	t.Helper()
	python, err := venv(t, "bugsink", bugsinkRequirements)
	if errors.Is(err, errUnavailable) {
		return nil, err
	}
	if err != nil {
		t.Fatal(err)
	}
	return startBugsink(t, python), nil
}

func skipOrFail(t *testing.T, err error, result *string) {
	t.Helper()
	if errors.Is(err, errUnavailable) {
		*result = err.Error()
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}
