package replay

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// maxIssues is how many issues are looked at: far more than a scenario may open.
const maxIssues = "500"

// Result is what came of a scenario.
type Result struct {
	Scenario string    `json:"scenario"`
	Seed     uint64    `json:"seed"`
	Onset    time.Time `json:"onset,omitzero"`
	Over     time.Time `json:"over,omitzero"`
	Until    time.Time `json:"until"`
	// Issues are those that changed meanwhile, the first first.
	Issues []Issue `json:"issues"`
}

// Issue is one with what happened to it.
type Issue struct {
	api.IssueDetail
	// Steps are those of the scenario, the first first.
	Steps []api.Step `json:"steps"`
}

// since returns the issues that changed since a time.
func since(ctx context.Context, c *client.Client, from time.Time) ([]Issue, error) {
	list, err := c.Issues(ctx, url.Values{"limit": {maxIssues}})
	if err != nil {
		return nil, err
	}
	changed := []Issue{}
	for _, listed := range list.Value.Issues {
		history, err := c.History(ctx, listed.ID, nil)
		if err != nil {
			return nil, err
		}
		steps := slices.DeleteFunc(history.Value.Steps, func(s api.Step) bool { return s.At.Before(from) })
		if len(steps) == 0 {
			continue
		}
		detail, err := c.Issue(ctx, listed.ID)
		if err != nil {
			return nil, err
		}
		slices.Reverse(steps)
		changed = append(changed, Issue{detail.Value, steps})
	}
	slices.SortFunc(changed, func(a, b Issue) int { return a.Steps[0].At.Compare(b.Steps[0].At) })
	return changed, nil
}
