package dataset

import (
	"bytes"
	"os"
)

// CountEvents counts the Sentry events below folder: .json files with an exception, a stack trace
// or a message in them.
func CountEvents(folder string) (int, error) {
	paths, err := filesBelow(folder, ".json")
	if err != nil {
		return 0, err
	}
	n := 0
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			return n, err
		}
		if bytes.Contains(b, []byte(`"exception"`)) || bytes.Contains(b, []byte(`"stacktrace"`)) {
			n++
		}
	}
	return n, nil
}
