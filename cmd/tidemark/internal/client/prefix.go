package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

const (
	idLength  = 20
	minPrefix = 4
	// maxPages bounds how far a prefix is looked for: the 10,000 issues that were seen last.
	maxPages = 20
	pageSize = 500
)

// ErrAmbiguous says that several issues begin with a prefix.
var ErrAmbiguous = errors.New("several issues begin with it")

// Find returns the id that a person means: all of it, or a beginning that only one issue has.
func (c *Client) Find(ctx context.Context, text string) (string, error) {
	id := strings.ToLower(text)
	if len(id) >= idLength || len(id) < minPrefix {
		return id, nil // the Collector says whether it is one
	}
	var found []api.Issue
	query := url.Values{"limit": {strconv.Itoa(pageSize)}}
	for range maxPages {
		page, err := c.Issues(ctx, query)
		if err != nil {
			return "", err
		}
		for _, i := range page.Value.Issues {
			if strings.HasPrefix(i.ID, id) {
				found = append(found, i)
			}
		}
		if page.Value.NextCursor == "" {
			break
		}
		query.Set("cursor", page.Value.NextCursor)
	}
	switch len(found) {
	case 0:
		return "", &api.Problem{Status: http.StatusNotFound, Title: http.StatusText(http.StatusNotFound), Detail: fmt.Sprintf("no issue begins with %q; one that was merged into another is found by its whole id", id)}
	case 1:
		return found[0].ID, nil
	default:
		return "", fmt.Errorf("%q is not enough: %w: %s (%s), %s (%s)", id, ErrAmbiguous, found[0].ID, found[0].Title, found[1].ID, found[1].Title)
	}
}
