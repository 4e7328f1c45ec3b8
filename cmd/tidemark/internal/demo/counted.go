package demo

import (
	"fmt"
	"strings"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// counts is how many occurrences of each site the issues hold, by the name of the site.
type counts map[string]int64

// countSites sums the issues of each site. There is one issue per site; two would add up.
func countSites(list api.IssueList) counts {
	c := counts{}
	for _, site := range shop.Sites {
		for i := range list.Issues {
			if belongs(&list.Issues[i], site) {
				c[site.Name] += list.Issues[i].Observed
			}
		}
	}
	return c
}

func belongs(i *api.Issue, site shop.Site) bool {
	return i.Service == site.Service && strings.Contains(i.Title, site.Title)
}

// missing says, site by site, what was sent and is not counted. An earlier demo has left counts
// behind: before is what they were.
func missing(sent map[string]int, before, now counts) []string {
	var all []string
	for _, site := range shop.Sites {
		if got, want := now[site.Name]-before[site.Name], int64(sent[site.Name]); got < want {
			all = append(all, fmt.Sprintf("%s: %d of %d", site.Name, got, want))
		}
	}
	return all
}

// first returns the issue of the site to look at first.
func first(list api.IssueList) (id string) {
	for _, site := range shop.Sites {
		for i := range list.Issues {
			if belongs(&list.Issues[i], site) {
				return list.Issues[i].ID
			}
		}
	}
	return ""
}
