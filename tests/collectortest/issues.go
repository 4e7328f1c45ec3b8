package collectortest

import (
	"net/url"

	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
)

// Issues returns all issues of a service, page by page.
func (c *Collector) Issues(service string) ([]wire.Issue, error) {
	var all []wire.Issue
	query := url.Values{"service": {service}, "limit": {"500"}}
	for {
		var page wire.IssueList
		if err := c.Get("/api/v1/issues?"+query.Encode(), &page); err != nil {
			return nil, err
		}
		all = append(all, page.Issues...)
		if page.NextCursor == "" {
			return all, nil
		}
		query.Set("cursor", page.NextCursor)
	}
}

// Total returns the sum of the counts.
func Total(issues []wire.Issue) (count int64) {
	for _, i := range issues {
		count += i.Count
	}
	return count
}

// Outbox returns the destinations by name, each with the changes that it refused.
func (c *Collector) Outbox() (map[string]wire.OutboxDestination, error) {
	var answer wire.Outbox
	if err := c.Get("/api/v1/outbox?limit=1000", &answer); err != nil {
		return nil, err
	}
	byName := map[string]wire.OutboxDestination{}
	for _, d := range answer.Destinations {
		byName[d.Name] = d
	}
	return byName, nil
}
