//go:build scenario

package scenario

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

// envSeeds is how many shops the scenarios are played with.
const envSeeds = "SEEDS"

// replayed is one line of `tidemark demo --replay --json`.
type replayed struct {
	Scenario string `json:"scenario"`
	Issues   []struct {
		api.IssueDetail
		Steps []api.Step `json:"steps"`
	} `json:"issues"`
}

// tier is how loud an issue is.
func tier(i api.IssueDetail) string {
	if i.Finding == nil {
		return "error"
	}
	return i.Finding.Tier
}

// told are the issues in one sentence each: what, how loud, where, by which release, and how it stands.
func (r replayed) told() []string {
	all := []string{}
	for _, i := range r.Issues {
		opened := 0
		for _, s := range i.Steps {
			if s.Kind == "opened" || s.Kind == "regressed" {
				opened++
			}
		}
		sentence := fmt.Sprintf("%s, %s, of %s in %s, told %d times, %s", i.Kind, tier(i.IssueDetail), i.Service, i.Environment, opened, i.State)
		if i.FirstRelease != "" {
			sentence += ", by " + i.FirstRelease
		}
		if i.Kind == "latency" {
			sentence += slower(i.IssueDetail)
		}
		all = append(all, sentence)
	}
	return all
}

// slower is what is said of an operation that takes longer: what it was found to be, of a page where the time went, the services
// that wait for it and with what it was over.
func slower(i api.IssueDetail) string {
	f := i.Finding
	sentence := ": " + f.Latency.Answer + " of " + f.Stream
	if f.Tier != "page" {
		return sentence
	}
	for _, c := range f.Latency.Causes[:min(len(f.Latency.Causes), 1)] {
		sentence += fmt.Sprintf(", for %s %s", c.Kind, c.Name)
	}
	for _, child := range f.Children {
		waiting, _, _ := strings.Cut(child, " takes ")
		sentence += ", and " + waiting
	}
	if f.Latency.GoneWith != "" {
		sentence += ", gone with " + f.Latency.GoneWith
	}
	return sentence
}

// expected is what the README promises of each scenario. What is about several services is kept under the first of them by name.
var expected = map[string][]string{
	"idle-night":       {},
	"holiday":          {},
	"upstream-outage":  {"traffic, page, of frontend in production, told 1 times, resolved"},
	"signup-bug":       {"conversion, page, of accounts in production, told 1 times, resolved, by 2.1.0"},
	"renamed-event":    {"renamed, note, of accounts in production, told 1 times, new, by 2.2.0"},
	"agent-crash":      {"telemetry_gap, notice, of accounts in production, told 1 times, resolved"},
	"all-agents-crash": {"telemetry_gap, notice, of accounts in production, told 1 times, resolved"},
	"slow-release": {"latency, page, of checkout in production, told 1 times, resolved, by 2.3.0: regression of server POST /orders, " +
		"for database postgresql SELECT discounts, and frontend: server POST /orders, gone with 2.2.4"},
	"cold-start": {"latency, note, of checkout in production, told 1 times, new, by 2.2.5: cold_start of server POST /orders"},
	"mix-shift":  {"latency, note, of checkout in production, told 1 times, new, by 2.2.6: mix_shift of server POST /orders"},
}

// Three weeks of a shop and what may happen in the fourth, and on the day of a sale, as the demo plays it: each scenario opens
// exactly the issue that it should, with every seed, and nothing else follows.
func TestFlatline_EachScenarioOpensExactlyItsIssue(t *testing.T) {
	seeds := 1
	if said := os.Getenv(envSeeds); said != "" {
		var err error
		seeds, err = strconv.Atoi(said)
		require.NoError(t, err)
	}
	command := filepath.Join(collectortest.Root(), "bin", "tidemark")
	right := map[string]int{}
	others := map[string][]string{}
	for seed := 1; seed <= seeds; seed++ {
		for _, r := range replay(t, command, seed) {
			if r.Scenario == "learning" {
				continue
			}
			want, known := expected[r.Scenario]
			require.True(t, known, r.Scenario)
			if got := r.told(); slices.Equal(got, want) {
				right[r.Scenario]++
			} else {
				others[r.Scenario] = append(others[r.Scenario], fmt.Sprintf("seed %d: %q", seed, got))
			}
		}
	}
	t.Log("\n" + table(seeds, right, others))
	for name := range expected {
		require.Equal(t, seeds, right[name], "%s: %s", name, strings.Join(others[name], "\n"))
	}
}

// replay plays all scenarios to the built Collector.
func replay(t *testing.T, command string, seed int) (results []replayed) {
	t.Helper()
	var out, said bytes.Buffer
	demo := exec.CommandContext(t.Context(), command, "demo", "--replay", "--json", "--seed", strconv.Itoa(seed), "--data", t.TempDir(),
		"--collector", collectortest.Binary(t), "--config", filepath.Join(collectortest.Root(), "distributions", "otelcol-tidemark", "replay.yaml"))
	demo.Stdout, demo.Stderr = &out, &said
	require.NoError(t, demo.Run(), said.String())
	lines := bufio.NewScanner(&out)
	lines.Buffer(nil, out.Len()+1)
	for lines.Scan() {
		var r replayed
		require.NoError(t, json.Unmarshal(lines.Bytes(), &r))
		results = append(results, r)
	}
	require.NoError(t, lines.Err())
	require.Len(t, results, 1+len(expected), "the learning and each scenario")
	return results
}

// table says for each scenario how often it was right, and what else came.
func table(seeds int, right map[string]int, others map[string][]string) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SCENARIO\tSEEDS\tRIGHT\tWHAT ELSE CAME")
	for _, name := range slices.Sorted(maps.Keys(expected)) {
		fmt.Fprintf(w, "%s\t%d\t%d\t%s\n", name, seeds, right[name], strings.Join(others[name], "\n\t\t\t"))
	}
	_ = w.Flush() // a strings.Builder takes everything
	return b.String()
}
