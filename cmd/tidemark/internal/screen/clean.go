package screen

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean returns text as one line that a terminal only prints: control characters, line breaks
// included, and marks that reorder text become visible escapes.
//
//	Clean("a\x1b[31mb\nc") = `a\x1b[31mb\nc`
func Clean(text string) string { return clean(text, "") }

// CleanLines is Clean for text of several lines.
func CleanLines(text string) string { return clean(text, "\n\t") }

func clean(text, keep string) string {
	unsafe := func(r rune) bool { return isUnsafe(r) && !strings.ContainsRune(keep, r) }
	if utf8.ValidString(text) && !strings.ContainsFunc(text, unsafe) {
		return text
	}
	var b strings.Builder
	for _, r := range text { // invalid UTF-8 becomes U+FFFD
		switch {
		case !unsafe(r):
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteByte(' ')
		case r <= 0xff:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// isUnsafe: control characters (C0, DEL, C1), line and paragraph separators, and the marks that
// reorder what is shown. Joiners stay, words of some scripts and emoji need them.
func isUnsafe(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r) || r == '\ufeff'
}

// CleanJSON returns the same JSON with the characters that isUnsafe names as \u escapes. JSON itself
// demands that only below U+0020. Outside of strings there are none but white space.
func CleanJSON(text []byte) []byte {
	var b bytes.Buffer
	for _, r := range string(text) {
		if isUnsafe(r) && r != '\n' && r != '\t' && r != '\r' {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.Bytes()
}

// CleanAll cleans every string within the struct that value points to, so that no field is
// forgotten. Strings behind unexported fields are left alone; there are none in wire types.
func CleanAll(value any) { cleanValue(reflect.ValueOf(value)) }

func cleanValue(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			cleanValue(v.Elem())
		}
	case reflect.String:
		if v.CanSet() {
			v.SetString(Clean(v.String()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			cleanValue(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			cleanValue(v.Index(i))
		}
	case reflect.Map:
		cleanMap(v)
	}
}

// cleanMap handles maps of strings, the only ones that wire types have.
func cleanMap(v reflect.Value) {
	m, ok := v.Interface().(map[string]string)
	if !ok {
		return
	}
	for key, text := range m {
		delete(m, key)
		m[Clean(key)] = Clean(text)
	}
}
