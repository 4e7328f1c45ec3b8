package api_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/tidemark-otel/tidemark/internal/api"
)

const resolvePath = "/api/v1/issues/" + knownID + "/resolve"

func TestGuard_WhoMayAsk(t *testing.T) {
	elsewhere := func(s *api.Settings) { s.Loopback = false }
	noToken := func(s *api.Settings) { s.Token = "" }
	header := func(value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Authorization", value) }
	}
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }

	for _, test := range []struct {
		name     string
		settings func(*api.Settings)
		request  *http.Request
		want     int
	}{
		{"reading on loopback is open", nil, request("GET", "/api/v1/issues", ""), 200},
		{"HEAD is reading", nil, request("HEAD", "/api/v1/issues", ""), 200},
		{"a wrong token does not matter where none is needed", nil, request("GET", "/api/v1/issues", "", header("Bearer x")), 200},

		{"writing with the token is allowed", nil, request("POST", resolvePath, "", withToken), 200},
		{"the scheme is written in any case", nil, request("POST", resolvePath, "", header("bearer "+token)), 200},
		{"writing without a token is refused", nil, request("POST", resolvePath, ""), 401},
		{"writing with another token is refused", nil, request("POST", resolvePath, "", header("Bearer "+strings.ToUpper(token))), 401},
		{"writing with a part of the token is refused", nil, request("POST", resolvePath, "", header("Bearer "+token[:20])), 401},
		{"writing with another scheme is refused", nil, request("POST", resolvePath, "", header("Basic "+token)), 401},
		{"writing with the bare token is refused", nil, request("POST", resolvePath, "", header(token)), 401},
		{"a token in the query is no token", nil, request("POST", resolvePath+"?token="+token, ""), 401},
		{"an empty token matches nothing", noToken, request("POST", resolvePath, "", header("Bearer ")), 401},
		{"the token is asked for before the path is looked at", nil, request("DELETE", "/nowhere", ""), 401},

		{"localhost is a loopback name", nil, request("GET", "/api/v1/health", "", host("localhost:8686")), 200},
		{"LOCALHOST without a port is a loopback name", nil, request("GET", "/api/v1/health", "", host("LOCALHOST")), 200},
		{"all of 127.0.0.0/8 is loopback", nil, request("GET", "/api/v1/health", "", host("127.9.8.7:1")), 200},
		{"[::1] is loopback", nil, request("GET", "/api/v1/health", "", host("[::1]:8686")), 200},
		{"[::1] without a port is loopback", nil, request("GET", "/api/v1/health", "", host("[::1]")), 200},
		{"a name that was pointed here is refused", nil, request("GET", "/api/v1/issues", "", host("evil.example:8686")), 421},
		{"a name that begins like ours is refused", nil, request("GET", "/api/v1/issues", "", host("localhost.evil.example")), 421},
		{"a name that begins like our address is refused", nil, request("GET", "/api/v1/issues", "", host("127.0.0.1.evil.example:8686")), 421},
		{"an address elsewhere is refused", nil, request("GET", "/api/v1/issues", "", host("192.0.2.1:8686")), 421},
		{"the unspecified address is refused", nil, request("GET", "/api/v1/issues", "", host("0.0.0.0:8686")), 421},
		{"no name is refused", nil, request("GET", "/api/v1/issues", "", host("")), 421},
		{"a wrong name is refused with the token, too", nil, request("POST", resolvePath, "", withToken, host("evil.example")), 421},

		{"elsewhere reading needs the token", elsewhere, request("GET", "/api/v1/issues", ""), 401},
		{"elsewhere health needs the token", elsewhere, request("GET", "/api/v1/health", ""), 401},
		{"elsewhere reading with the token is allowed", elsewhere, request("GET", "/api/v1/issues", "", withToken), 200},
		{"elsewhere any name is allowed", elsewhere, request("GET", "/api/v1/issues", "", withToken, host("tidemark.example")), 200},
	} {
		t.Run(test.name, func(t *testing.T) {
			change := test.settings
			if change == nil {
				change = func(*api.Settings) {}
			}
			f := &fakeTracker{}
			w := serve(newHandler(f, change), test.request)
			if w.Code != test.want {
				t.Errorf("status %d, want %d: %s", w.Code, test.want, w.Body)
			}
			if (w.Code == 401) != (w.Header().Get("WWW-Authenticate") != "") {
				t.Errorf("status %d with WWW-Authenticate %q", w.Code, w.Header().Get("WWW-Authenticate"))
			}
			if test.want != 200 && len(f.done) > 0 {
				t.Error("the issue was resolved")
			}
		})
	}
}

func TestGuard_EveryAnswerHasTheSecurityHeaders(t *testing.T) {
	h := newHandler(&fakeTracker{})
	for _, r := range []*http.Request{
		request("GET", "/api/v1/issues", ""),
		request("GET", "/nowhere", ""),
		request("POST", resolvePath, ""),
		request("GET", "/api/v1/issues", "", func(r *http.Request) { r.Host = "evil.example" }),
		request("OPTIONS", "/api/v1/issues", "", func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") }),
	} {
		got := serve(h, r).Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options":       "nosniff",
			"Cache-Control":                "no-store",
			"Content-Security-Policy":      "default-src 'none'; frame-ancestors 'none'",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Access-Control-Allow-Origin":  "",
		} {
			if got.Get(name) != want {
				t.Errorf("%s %s: %s is %q, want %q", r.Method, r.URL, name, got.Get(name), want)
			}
		}
	}
}

func TestGuard_APanicIsAProblemAndIsLogged(t *testing.T) {
	var logged bytes.Buffer
	core := zapcore.NewCore(zapcore.NewJSONEncoder(zapcore.EncoderConfig{MessageKey: "m"}), zapcore.AddSync(&logged), zapcore.DebugLevel)
	h := newHandler(&fakeTracker{panic: "secret detail"}, func(s *api.Settings) { s.Logger = zap.New(core) })

	w := serve(h, request("GET", "/api/v1/issues", ""))

	wantProblem(t, w, http.StatusInternalServerError, "its log says why")
	if strings.Contains(w.Body.String(), "secret") {
		t.Errorf("the answer tells the cause: %s", w.Body)
	}
	if !strings.Contains(logged.String(), "secret detail") {
		t.Errorf("the log does not tell the cause: %s", logged.String())
	}
}

func TestGuard_AbortingAHandlerIsLeftToTheServer(t *testing.T) {
	defer func() {
		if recover() != http.ErrAbortHandler { //nolint:errorlint // the value itself
			t.Error("the panic was swallowed")
		}
	}()
	serve(newHandler(&fakeTracker{panic: http.ErrAbortHandler}), request("GET", "/api/v1/issues", ""))
}
