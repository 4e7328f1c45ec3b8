package client

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"testing"

	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// fakeAnswer answers every request the same.
type fakeAnswer struct {
	status      int
	contentType string
	body        []byte
}

func (a fakeAnswer) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: a.status, Status: http.StatusText(a.status), Header: http.Header{"Content-Type": {a.contentType}},
		Body: io.NopCloser(bytes.NewReader(a.body)),
	}, nil
}

// FuzzAnswer takes any answer: a value, a problem of the API, or a sentence about who answers there.
func FuzzAnswer(f *testing.F) {
	f.Add(200, "application/json", []byte(`{"issues":[{"id":"a"}],"next_cursor":""}`))
	f.Add(404, api.ProblemContentType, []byte(`{"title":"Not Found","status":200}`))
	f.Add(200, "text/html", []byte("<html>\xff"))
	f.Add(301, "", []byte{})
	f.Fuzz(func(t *testing.T, status int, contentType string, body []byte) {
		c, err := New(Settings{Address: "127.0.0.1:1", Token: func() (string, error) { return "t", nil }})
		if err != nil {
			t.Fatal(err)
		}
		c.http.Transport = fakeAnswer{status, contentType, body}
		_, listErr := c.Issues(t.Context(), url.Values{})
		_, issueErr := c.Issue(t.Context(), "a/../b")
		_, resolveErr := c.Act(t.Context(), "a", "resolve", api.Resolve{})
		_, healthErr := c.Health(t.Context())
		for _, err := range []error{listErr, issueErr, resolveErr, healthErr} {
			var problem *api.Problem
			var unreachable *UnreachableError
			switch {
			case err == nil && status != http.StatusOK:
				t.Fatalf("%d is no success", status)
			case err == nil || errors.As(err, &unreachable):
			case errors.As(err, &problem):
				if problem.Status != status {
					t.Fatalf("%d is told as %d", status, problem.Status)
				}
			default:
				t.Fatalf("%T %v", err, err)
			}
		}
	})
}
