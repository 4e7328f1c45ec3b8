package api

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"

	"go.uber.org/zap"
)

// maxBodyBytes is the largest body of a request.
const maxBodyBytes = 64 << 10

// setSecurityHeaders tells browsers to treat answers as data for nobody but the one who asked.
func setSecurityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

func (s *Settings) recoverPanic(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so, too
				panic(cause)
			}
			s.Logger.Error("A request to the API panicked", zap.String("path", r.URL.Path),
				zap.String("panic", fmt.Sprint(cause)), zap.ByteString("stack", debug.Stack()))
			writeProblem(w, r, problem(http.StatusInternalServerError, internalDetail))
		}()
		next.ServeHTTP(w, r)
	})
}

// checkHost refuses names that are not loopback on a loopback listener. Without it a web page could
// point a name of its own at 127.0.0.1 and read the API as its own origin (DNS rebinding).
func (s *Settings) checkHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Loopback && !isLoopbackName(r.Host) {
			writeProblem(w, r, problem(http.StatusMisdirectedRequest,
				"the Host %q is not a loopback name: ask for localhost, 127.0.0.1 or [::1]", r.Host))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isLoopbackName(hostport string) bool {
	name, _, err := net.SplitHostPort(hostport)
	if err != nil { // no port
		name = strings.TrimSuffix(strings.TrimPrefix(hostport, "["), "]")
	}
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.Unmap().IsLoopback()
}

// authorize asks for the token for everything that is not reading, and for everything when the
// listener can be reached from elsewhere. A browser sends no Authorization header that a page of
// another site chose without asking first, which is never allowed: so no such page can write.
func (s *Settings) authorize(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Loopback && isRead(r.Method) || s.hasToken(r) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="tidemark"`)
		writeProblem(w, r, problem(http.StatusUnauthorized,
			"this needs the header Authorization: Bearer <token>, with the token of the file api-token in the Collector's data folder"))
	})
}

func isRead(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// hasToken compares digests, so that the time it takes tells neither content nor length.
func (s *Settings) hasToken(r *http.Request) bool {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") || s.Token == "" {
		return false
	}
	got, want := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(s.Token))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

func limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxBodyBytes)
		next.ServeHTTP(w, r)
	})
}
