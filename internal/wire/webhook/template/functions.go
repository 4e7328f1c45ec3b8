package template

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"text/template"
	"time"
	"unicode"

	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message"
)

// functions are what templates can call beside the built-in ones. The text they work on comes last, so
// that it can be piped into them. None knows a clock: the same change makes the same bytes.
var functions = template.FuncMap{
	"json":       toJSON,
	"jsonIndent": func(v any) (string, error) { return encodeJSON(v, "  ") },
	"upper":      strings.ToUpper,
	"lower":      strings.ToLower,
	"title":      title,
	"trim":       strings.TrimSpace,
	"trimPrefix": func(prefix, s string) string { return strings.TrimPrefix(s, prefix) },
	"trimSuffix": func(suffix, s string) string { return strings.TrimSuffix(s, suffix) },
	"hasPrefix":  func(prefix, s string) bool { return strings.HasPrefix(s, prefix) },
	"hasSuffix":  func(suffix, s string) bool { return strings.HasSuffix(s, suffix) },
	"contains":   func(part, s string) bool { return strings.Contains(s, part) },
	"replace":    func(old, with, s string) string { return strings.ReplaceAll(s, old, with) },
	"split":      func(separator, s string) []string { return strings.Split(s, separator) },
	"join":       func(separator string, list []string) string { return strings.Join(list, separator) },
	"lines":      func(s string) []string { return strings.Split(s, "\n") },
	"indent":     indent,
	"truncate":   truncate,
	"default":    orDefault,
	"date":       date,
	"formatTime": date,
	"unix":       func(t time.Time) int64 { return t.Unix() },
	"unixMilli":  func(t time.Time) int64 { return t.UnixMilli() },
	"ago":        ago,
	"markdown":   escapeMarkdown,
	"add":        func(a, b int64) int64 { return a + b },
}

// toJSON writes any value, a string with its quotes.
func toJSON(v any) (string, error) { return encodeJSON(v, "") }

func encodeJSON(v any, indent string) (string, error) {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	if err := encoder.Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}

// title makes the first letter of each word a capital.
func title(s string) string {
	before := ' '
	return strings.Map(func(r rune) rune {
		begins := !unicode.IsLetter(before) && !unicode.IsDigit(before) && before != '\''
		before = r
		if begins {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}

func indent(spaces int, s string) (string, error) {
	if spaces < 0 || spaces > 100 {
		return "", fmt.Errorf("indent by %d: from 0 to 100", spaces)
	}
	before := strings.Repeat(" ", spaces)
	return before + strings.ReplaceAll(s, "\n", "\n"+before), nil
}

func truncate(limit int, s string) (string, error) {
	if limit < 1 {
		return "", fmt.Errorf("truncate to %d: at least 1", limit)
	}
	return message.Cut(s, limit), nil
}

// orDefault returns the value, or the fallback when it is empty: zero, "", nil, no elements.
func orDefault(fallback, value any) any {
	if v := reflect.ValueOf(value); !v.IsValid() || v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
		return fallback
	}
	return value
}

// date formats a time in UTC: in a layout of the time package, or the name of one.
func date(layout string, t time.Time) string {
	switch layout {
	case "RFC3339":
		layout = time.RFC3339
	case "RFC1123":
		layout = time.RFC1123
	case "DateTime":
		layout = time.DateTime
	case "DateOnly":
		layout = time.DateOnly
	case "TimeOnly":
		layout = time.TimeOnly
	}
	return t.UTC().Format(layout)
}

// ago says in one unit how long before the second time the first was: "3h", "12d". There is no clock:
// {{ ago .Issue.FirstSeen .Change.At }}
func ago(t, now time.Time) string {
	d := max(now.Sub(t), 0)
	switch {
	case d < time.Minute:
		return strconv.Itoa(int(d/time.Second)) + "s"
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + "m"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	default:
		return strconv.Itoa(int(d/(24*time.Hour))) + "d"
	}
}

// escapeMarkdown puts a backslash before what formats in CommonMark.
// https://spec.commonmark.org/0.31.2/#backslash-escapes
func escapeMarkdown(s string) string {
	var out strings.Builder
	for _, r := range s {
		if r < unicode.MaxASCII && unicode.In(r, unicode.P, unicode.S) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return out.String()
}
