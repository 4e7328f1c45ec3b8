package sentry

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// What a backend takes as a release and as an environment. An invalid one costs the whole event at
// some of them, so it is left out. https://github.com/getsentry/sentry-release-parser
const (
	maxRelease     = 200
	maxEnvironment = 64
)

// release returns package@version, or nothing when there is no version or the result is not valid.
func release(service, version string) string {
	if !validRelease(version) {
		return ""
	}
	if full := service + "@" + version; validRelease(full) {
		return full
	}
	return ""
}

func validRelease(s string) bool {
	switch s {
	case "", ".", "..", "latest":
		return false
	}
	return validName(s, maxRelease)
}

// environment returns the environment unless nobody named one or it is not valid.
func environment(s string) string {
	if s == exception.UnknownEnvironment || strings.EqualFold(s, "none") || !validName(s, maxEnvironment) {
		return ""
	}
	return s
}

func validName(s string, limit int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= limit && strings.TrimSpace(s) == s &&
		!strings.ContainsFunc(s, func(r rune) bool { return r == '/' || r == '\\' || unicode.IsControl(r) })
}
