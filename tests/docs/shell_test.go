//go:build scenario

package docs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

const (
	defaultConfig = "distributions/otelcol-tidemark/config.yaml"
	shellLimit    = time.Minute
	issueLimit    = 10 * time.Second
)

// TestShell_DoesWhatItSays runs the sh blocks of each page in a folder that looks like the repository.
func TestShell_DoesWhatItSays(t *testing.T) {
	dir := workspace(t)
	c := start(t, dir, defaultConfig)
	issue := c.oneIssue(t)
	for _, p := range allPages(t) {
		for _, b := range p.blocks {
			if b.language == "yaml" && b.name != "" {
				if err := os.WriteFile(filepath.Join(dir, b.name), []byte(b.text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, b := range p.blocks {
			if b.language != "sh" {
				continue
			}
			t.Run(strings.ReplaceAll(b.where, "/", "_"), func(t *testing.T) {
				script := c.localise(strings.ReplaceAll(b.text, "<id>", issue))
				cmd := exec.CommandContext(t.Context(), "sh", "-euc", script)
				cmd.Dir = dir
				cmd.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "shims")+":"+os.Getenv("PATH"),
					"TIDEMARK_ADDRESS=http://127.0.0.1:"+c.shared["8686"])
				cmd.WaitDelay = shellLimit
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("%s: %v\n%s\nof\n%s", b.where, err, out, script)
				}
			})
		}
	}
}

// workspace returns a folder with links to everything in the repository, where the Collector may
// make its data folder, and where make only says what it would do.
func workspace(t *testing.T) string {
	t.Helper()
	repository, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(repository)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, e := range entries {
		if e.Name() == "tidemark-data" {
			continue
		}
		if err := os.Symlink(filepath.Join(repository, e.Name()), filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	shim := fmt.Sprintf("#!/bin/sh\nPATH='%s' exec make -C '%s' -n \"$@\" >/dev/null\n", os.Getenv("PATH"), repository)
	if err := os.Mkdir(filepath.Join(dir, "shims"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "shims", "make"), []byte(shim), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

var startsCollector = regexp.MustCompile(`(?m)^((?:\./)?bin/otelcol-tidemark) --`)

// localise puts the ports of this Collector in the place of the documented ones, and validates a
// configuration instead of starting a Collector with it.
func (c *collector) localise(script string) string {
	for documented, port := range c.shared {
		for _, host := range []string{"localhost", "127.0.0.1"} {
			script = strings.ReplaceAll(script, host+":"+documented, "127.0.0.1:"+port)
		}
	}
	return startsCollector.ReplaceAllString(script, "$1 validate --")
}

// oneIssue sends an error and returns the id of its issue.
func (c *collector) oneIssue(t *testing.T) string {
	t.Helper()
	const logs = `{"resourceLogs": [{"scopeLogs": [{"logRecords": [{"severityNumber": 17, "eventName": "exception",
		"attributes": [{"key": "exception.type", "value": {"stringValue": "DocumentedError"}}]}]}]}]}`
	res, err := http.Post("http://127.0.0.1:"+c.shared["4318"]+"/v1/logs", "application/json", bytes.NewBufferString(logs))
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	for end := time.Now().Add(issueLimit); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		var list struct{ Issues []struct{ ID string } }
		res, err := http.Get("http://127.0.0.1:" + c.shared["8686"] + "/api/v1/issues")
		if err != nil {
			t.Fatal(err)
		}
		err = json.NewDecoder(res.Body).Decode(&list)
		_ = res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if len(list.Issues) > 0 {
			return list.Issues[0].ID
		}
	}
	t.Fatalf("no issue after %s", issueLimit)
	return ""
}
