package client

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// maxAnswerBytes is the largest answer that is read: 500 issues have far less.
const maxAnswerBytes = 64 << 20

// Settings say where the Collector is.
type Settings struct {
	// Address is the URL of the API; without a scheme it is http.
	Address string
	// Token returns the token. It is asked for writes only, unless AlwaysToken.
	Token       func() (string, error)
	AlwaysToken bool
	// Timeout is the longest that one request may take.
	Timeout time.Duration
}

// Client asks one Collector.
type Client struct {
	settings Settings
	base     *url.URL
	http     *http.Client
}

// Answer is a value and the JSON it was read from, which may hold fields that this program does not know.
type Answer[T any] struct {
	Value T
	JSON  []byte
}

// UnreachableError says that no Collector answered.
type UnreachableError struct {
	Address string
	Err     error
}

// Error says what happened in one line.
func (e *UnreachableError) Error() string {
	return fmt.Sprintf("cannot reach the Collector at %s: %v", e.Address, e.Err)
}

// Unwrap returns the cause.
func (e *UnreachableError) Unwrap() error { return e.Err }

// New returns a client. The address must be a URL or host:port.
func New(s Settings) (*Client, error) {
	address := s.Address
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	base, err := url.Parse(address)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" || base.User != nil || base.RawQuery != "" {
		return nil, fmt.Errorf("the address %q is not a URL like http://127.0.0.1:8686", s.Address)
	}
	return &Client{settings: s, base: base, http: &http.Client{
		Timeout: s.Timeout,
		// The API never redirects; whoever does is not the Collector, and does not get the token.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// Address returns the URL that is asked.
func (c *Client) Address() string { return c.base.String() }

// Close lets go of connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Issues lists issues. The query has the parameters of GET /api/v1/issues.
func (c *Client) Issues(ctx context.Context, query url.Values) (Answer[api.IssueList], error) {
	return ask[api.IssueList](ctx, c, http.MethodGet, "/issues", query, nil)
}

// Issue returns one issue with all that is known about it.
func (c *Client) Issue(ctx context.Context, id string) (Answer[api.IssueDetail], error) {
	return ask[api.IssueDetail](ctx, c, http.MethodGet, "/issues/"+url.PathEscape(id), nil, nil)
}

// History returns the audit trail of an issue. The query has the parameters of GET /api/v1/issues/{id}/history.
func (c *Client) History(ctx context.Context, id string, query url.Values) (Answer[api.History], error) {
	return ask[api.History](ctx, c, http.MethodGet, "/issues/"+url.PathEscape(id)+"/history", query, nil)
}

// Act asks for an action on an issue ("resolve", "mute", …) and returns what came of it. said is the body of
// that action.
func (c *Client) Act(ctx context.Context, id, action string, said any) (Answer[api.Issue], error) {
	return ask[api.Issue](ctx, c, http.MethodPost, "/issues/"+url.PathEscape(id)+"/"+action, nil, said)
}

// Releases says what is known of releases. The query has the parameters of GET /api/v1/releases.
func (c *Client) Releases(ctx context.Context, query url.Values) (Answer[api.ReleaseList], error) {
	return ask[api.ReleaseList](ctx, c, http.MethodGet, "/releases", query, nil)
}

// Streams says which streams of events are watched. The query has the parameters of GET /api/v1/streams.
func (c *Client) Streams(ctx context.Context, query url.Values) (Answer[api.StreamList], error) {
	return ask[api.StreamList](ctx, c, http.MethodGet, "/streams", query, nil)
}

// Operations says which durations are compared. The query has the parameters of GET /api/v1/operations.
func (c *Client) Operations(ctx context.Context, query url.Values) (Answer[api.OperationList], error) {
	return ask[api.OperationList](ctx, c, http.MethodGet, "/operations", query, nil)
}

// Explain says why an issue is one.
func (c *Client) Explain(ctx context.Context, id string) (Answer[api.Explanation], error) {
	return ask[api.Explanation](ctx, c, http.MethodGet, "/explain", url.Values{"issue": {id}}, nil)
}

// Outbox says what waits for which destination. The query has the parameters of GET /api/v1/outbox.
func (c *Client) Outbox(ctx context.Context, query url.Values) (Answer[api.Outbox], error) {
	return ask[api.Outbox](ctx, c, http.MethodGet, "/outbox", query, nil)
}

// Health says how the tracker is doing.
func (c *Client) Health(ctx context.Context) (Answer[api.Health], error) {
	return ask[api.Health](ctx, c, http.MethodGet, "/health", nil, nil)
}

func ask[T any](ctx context.Context, c *Client, method, path string, query url.Values, body any) (Answer[T], error) {
	var a Answer[T]
	request, err := c.request(ctx, method, path, query, body)
	if err != nil {
		return a, err
	}
	if a.JSON, err = c.send(request); err != nil {
		return a, err
	}
	if err := json.Unmarshal(a.JSON, &a.Value); err != nil {
		return a, &UnreachableError{c.Address(), fmt.Errorf("what answers there is not Tidemark: %w", err)}
	}
	return a, nil
}

func (c *Client) request(ctx context.Context, method, path string, query url.Values, body any) (*http.Request, error) {
	target := c.base.JoinPath("/api/v1", path)
	target.RawQuery = query.Encode()
	var content io.Reader = http.NoBody
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("encode the request: %w", err)
		}
		content = bytes.NewReader(encoded)
	}
	r, err := http.NewRequestWithContext(ctx, method, target.String(), content)
	if err != nil {
		return nil, fmt.Errorf("make the request: %w", err)
	}
	r.Header.Set("Accept", "application/json")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if method != http.MethodGet || c.settings.AlwaysToken {
		return r, c.authorize(r)
	}
	return r, nil
}

// authorize adds the token, but never where others on the network could read it.
func (c *Client) authorize(r *http.Request) error {
	if c.base.Scheme != "https" && !isLoopback(c.base.Hostname()) {
		return fmt.Errorf("the token is not sent to %s without TLS: use https", c.Address())
	}
	token, err := c.settings.Token()
	if err != nil {
		return cmp.Or(c.reach(r.Context()), err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	return nil
}

// reach asks without a token and returns an *UnreachableError when no Collector answers: without one,
// where its token is does not matter.
func (c *Client) reach(ctx context.Context) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base.JoinPath("/api/v1/health").String(), http.NoBody)
	if err != nil {
		return fmt.Errorf("make the request: %w", err)
	}
	_, err = c.send(r)
	if problem := new(api.Problem); errors.As(err, &problem) {
		return nil // it wants the token
	}
	return err
}

func isLoopback(name string) bool {
	ip, err := netip.ParseAddr(name)
	return strings.EqualFold(name, "localhost") || err == nil && ip.IsLoopback()
}

// send returns the body of a success. Everything else is a *api.Problem or an *UnreachableError.
func (c *Client) send(r *http.Request) ([]byte, error) {
	answer, err := c.http.Do(r)
	if errors.Is(err, context.Canceled) {
		return nil, fmt.Errorf("asking %s: %w", c.Address(), context.Canceled)
	}
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) { // it would repeat method and URL
			err = u.Err
		}
		return nil, &UnreachableError{c.Address(), err}
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswerBytes+1))
	if err != nil {
		return nil, &UnreachableError{c.Address(), err}
	}
	if len(body) > maxAnswerBytes {
		return nil, fmt.Errorf("the answer of %s is larger than %d bytes", c.Address(), maxAnswerBytes)
	}
	if answer.StatusCode == http.StatusOK {
		return body, nil
	}
	var p api.Problem
	if answer.Header.Get("Content-Type") != api.ProblemContentType || json.Unmarshal(body, &p) != nil {
		return nil, &UnreachableError{c.Address(), fmt.Errorf("what answers there is not Tidemark: %s", answer.Status)}
	}
	p.Status = answer.StatusCode
	return nil, &p
}
