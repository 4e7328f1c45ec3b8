package api

import "fmt"

// ProblemContentType is the media type of errors (RFC 9457).
const ProblemContentType = "application/problem+json"

// Problem is an error as the API returns it (RFC 9457). The type is "about:blank": the status says
// what kind of problem it is, Detail says what happened and what to do about it.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	// Instance is the path that was requested.
	Instance string `json:"instance"`
}

// Error makes a problem an error for clients.
func (p *Problem) Error() string {
	return fmt.Sprintf("%s (%d %s)", p.Detail, p.Status, p.Title)
}
