package delivery

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	// maxBody is how much of an answer is kept, maxDrain how much is read at most so that the
	// connection can be used again.
	maxBody  = 4 << 10
	maxDrain = 64 << 10
)

// ClientSettings of an HTTP client.
type ClientSettings struct {
	// Timeout of one request with its answer.
	Timeout time.Duration
	// TLS is nil for the defaults of the standard library.
	TLS *tls.Config
	// Proxy is nil for what HTTP_PROXY, HTTPS_PROXY and NO_PROXY say.
	Proxy *url.URL
}

// NewClient returns a client that follows no redirects: the address is the operator's, and a
// request with an issue and a key in it goes nowhere else.
func NewClient(s ClientSettings) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if s.TLS != nil {
		transport.TLSClientConfig = s.TLS
	}
	if s.Proxy != nil {
		transport.Proxy = http.ProxyURL(s.Proxy)
	}
	return &http.Client{
		Transport:     transport,
		Timeout:       s.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Send makes one request and reads its answer. The error is an *Error of class Retry: there was no
// answer.
func Send(client *http.Client, req *http.Request) (Answer, error) {
	return SendKeeping(client, req, maxBody)
}

// SendKeeping is Send for services that answer with much: it keeps so many bytes of the body.
func SendKeeping(client *http.Client, req *http.Request, limit int64) (Answer, error) {
	resp, err := client.Do(req)
	if err != nil {
		return Answer{}, &Error{Class: Retry, Reason: ReasonNetwork, Err: fmt.Errorf("there was no answer: %w", withoutURL(err))}
	}
	// What matters is the status: an answer that breaks off after it is an answer.
	body, _ := io.ReadAll(io.LimitReader(resp.Body, limit))
	_, _ = io.CopyN(io.Discard, resp.Body, maxDrain)
	_ = resp.Body.Close()
	return Answer{Status: resp.StatusCode, Header: resp.Header, Body: body}, nil
}

// withoutURL removes the address that net/http puts around its errors.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}
