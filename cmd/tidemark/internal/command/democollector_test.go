//go:build unix

package command_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDemo_TheLogOfACollectorThatFailsIsKept(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "collector")
	if err := os.WriteFile(binary, []byte("#!/bin/sh\necho bad configuration\nexit 3\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ data, until string }{
		"in a folder of the demo":   {"", " while it runs.\n"},
		"in a folder that is named": {t.TempDir(), ".\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			args := []string{"demo", "--collector", binary, "--config", "config.yaml"}
			if tt.data != "" {
				args = append(args, "--data", tt.data)
			}
			got := run(t, nil, args...)
			_, rest, _ := strings.Cut(got.out, "its log is ")
			path, _, said := strings.Cut(rest, "collector.log"+tt.until)
			text, err := os.ReadFile(filepath.Join(path, "collector.log"))
			if got.code != 1 || !said || err != nil || string(text) != "bad configuration\n" || !strings.Contains(got.err, "bad configuration") {
				t.Errorf("code %d, %v, the log %q\n%s\n%s", got.code, err, text, got.out, got.err)
			}
		})
	}
}
