package record

import "strings"

var escapes = strings.NewReplacer("%", "%25", "/", "%2F")

// Key joins names by slashes, so that others than these make another key.
func Key(names ...string) string {
	escaped := make([]string, len(names))
	for n, name := range names {
		escaped[n] = escapes.Replace(name)
	}
	return strings.Join(escaped, "/")
}
