//go:build eval

package eval

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception/grouping"
	"github.com/tidemark-otel/tidemark/tests/eval/dataset"
	"github.com/tidemark-otel/tidemark/tests/eval/pairs"
	"github.com/tidemark-otel/tidemark/tests/eval/table"
)

// measureGrouping prints how the groups agree with the labels, per set.
func measureGrouping(t *testing.T, folder string) {
	cases, err := dataset.Read(folder)
	require.NoError(t, err)
	sets := map[string][]decided{}
	for i := range cases {
		c := &cases[i]
		if c.Label == "" || bool(c.Suspect) {
			continue
		}
		d := grouping.Decide(c.Record())
		row := name(c.Set, c.Half)
		sets[row] = append(sets[row], decided{c, d})
	}
	require.NotEmpty(t, sets, "no case below %q has a label", folder)

	out := table.New("", "cases", "labels", "groups", "pairs together", "wrongly merged", "wrongly split", "precision", "recall", "F1", "near pairs", "of them merged")
	wrong := map[string]int{}
	for _, set := range slices.Sorted(maps.Keys(sets)) {
		items := make([]pairs.Item, len(sets[set]))
		for i, d := range sets[set] {
			items[i] = pairs.Item{Group: d.decision.Fingerprint, Label: d.Label, Near: d.Near}
		}
		n := pairs.Count(items)
		out.Add(set, n.Items, n.Labels, n.Groups, n.Together, n.Merged, n.Split, fmt.Sprintf("%.4f", n.Precision()),
			fmt.Sprintf("%.4f", n.Recall()), fmt.Sprintf("%.4f", n.F1()), n.Near, n.NearMerged)
		if !strings.HasSuffix(set, heldOut) {
			explain(set, sets[set], wrong)
		}
	}
	fmt.Printf("\nPairwise agreement with the labels, per set\n\n%s\n", out)
	fmt.Printf("What was wrong, in pairs of mutations (without the held-out half)\n\n%s\n", ranking(wrong))

	events, err := dataset.CountEvents(folder)
	require.NoError(t, err)
	if events > 0 {
		fmt.Printf("Not measured: %d Sentry events (there is no decoder for them)\n", events)
	}
}

type decided struct {
	*dataset.Case
	decision grouping.Decision
}

// explain counts which mutations were split and which labels merged, once per pair of groups or labels.
func explain(set string, all []decided, wrong map[string]int) {
	show := os.Getenv("SHOW")
	first := map[string]decided{} // by label
	owner := map[string]decided{} // by fingerprint
	for _, d := range all {
		base, seen := first[d.Label]
		if !seen {
			first[d.Label] = d
			base = d
		}
		if base.decision.Fingerprint != d.decision.Fingerprint {
			wrong[fmt.Sprintf("%s: %s split from %s", set, d.Mutation, base.Mutation)]++
			if show != "" && strings.Contains(d.ID, show) {
				fmt.Printf("SPLIT %s | %s\n%s\n%q\n%s\n%q\n\n", base.ID, d.ID, base.Text, base.decision.Parts, d.Text, d.decision.Parts)
			}
		}
		other, taken := owner[d.decision.Fingerprint]
		if !taken {
			owner[d.decision.Fingerprint] = d
		} else if other.Label != d.Label {
			kind := "another program"
			if other.Near == d.Near && d.Near != "" {
				kind = "its neighbour"
			}
			wrong[fmt.Sprintf("%s: %s merged with %s", set, d.Mutation, kind)]++
			if show != "" && strings.Contains(d.ID, show) {
				fmt.Printf("MERGED %s | %s\n%s\n%s\n%q\n\n", other.ID, d.ID, other.Text, d.Text, d.decision.Parts)
			}
		}
	}
}
