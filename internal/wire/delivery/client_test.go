package delivery

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newRequest(t *testing.T, url string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader("{}"))
	require.NoError(t, err)
	return req
}

func newClient(t *testing.T) *http.Client {
	t.Helper()
	client := NewClient(ClientSettings{Timeout: 10 * time.Second})
	t.Cleanup(client.CloseIdleConnections)
	return client
}

func TestSend_FollowsNoRedirect(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		asked := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked++
			http.Redirect(w, r, "/elsewhere", status)
		}))
		answer, err := Send(newClient(t), newRequest(t, server.URL))
		server.Close()
		require.NoError(t, err)
		assert.Equal(t, status, answer.Status)
		assert.Equal(t, 1, asked)
		assert.Equal(t, ReasonRedirected, answer.Err(now).Reason)
	}
}

func TestSend_ReadsSoMuchOfTheBodyAndNoMore(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(strings.Repeat("x", 10<<20)))
	}))
	defer server.Close()
	answer, err := Send(newClient(t), newRequest(t, server.URL))
	require.NoError(t, err)
	assert.Len(t, answer.Body, maxBody)
}

func TestSend_NoAnswerIsWorthAnotherTryAndTheErrorHidesTheURL(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	url := server.URL + "/services/T000/B000/token-in-the-path?key=secret"
	server.Close()
	_, err := Send(newClient(t), newRequest(t, url))
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, Retry, e.Class)
	assert.Equal(t, ReasonNetwork, e.Reason)
	assert.NotContains(t, err.Error(), "token-in-the-path")
	assert.NotContains(t, err.Error(), "secret")
}

func TestInOrder(t *testing.T) {
	refusal := &Error{Class: Refused, Reason: ReasonBadRequest, Err: errors.New("no")}
	failure := &Error{Class: Retry, Reason: ReasonNetwork, Err: errors.New("later")}
	tests := []struct {
		name           string
		results        []error
		done, attempts int
		refused, stops bool
	}{
		{name: "nothing to send"},
		{name: "all are taken", results: []error{nil, nil, nil}, done: 3, attempts: 3},
		{name: "a refusal does not hold up the next", results: []error{nil, refusal, nil}, done: 3, attempts: 3, refused: true},
		{name: "a failure stops before the next", results: []error{nil, failure, nil}, done: 1, attempts: 2, stops: true},
		{name: "a refusal before a failure is told too", results: []error{refusal, failure, nil}, done: 1, attempts: 2, refused: true, stops: true},
		{name: "an error of unknown class stops", results: []error{errors.New("?"), nil}, attempts: 1, stops: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			attempts := 0
			done, refused, stopped := InOrder(len(tt.results), func(i int) error {
				assert.Equal(t, attempts, i)
				attempts++
				return tt.results[i]
			})
			assert.Equal(t, tt.done, done)
			assert.Equal(t, tt.attempts, attempts)
			assert.Equal(t, tt.refused, refused != nil)
			assert.Equal(t, tt.stops, stopped != nil)
		})
	}
}

func TestParseProxy(t *testing.T) {
	for _, good := range []string{"http://proxy:3128", "https://u:p@proxy", "socks5://[::1]:1080"} {
		u, err := ParseProxy(good)
		require.NoError(t, err, good)
		assert.Equal(t, good, u.String())
	}
	none, err := ParseProxy("")
	require.NoError(t, err)
	assert.Nil(t, none)
	for _, bad := range []string{"proxy:3128", "ftp://proxy", "http://", "http://u:p%zz@proxy", "//proxy"} {
		_, err := ParseProxy(bad)
		assert.ErrorIs(t, err, ErrProxy, bad)
	}
}
