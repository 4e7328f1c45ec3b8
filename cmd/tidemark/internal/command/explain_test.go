package command_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/command"
	"github.com/tidemark-otel/tidemark/internal/exception/explain"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

const javaStack = "com.acme.E: no stock\n\tat com.acme.Orders.place(Orders.java:12)\n\tat java.lang.Thread.run(Thread.java:840)\n"

const errorLog = `{"resourceLogs": [{"scopeLogs": [{"logRecords": [{"severityNumber": 17, "body": {"stringValue": "order 7 failed"}}]}]}]}`

// Nothing listens there: what is explained locally needs no Collector.
var nowhere = map[string]string{"TIDEMARK_ADDRESS": "127.0.0.1:1"}

func with(stdin string) map[string]string {
	return map[string]string{"TIDEMARK_ADDRESS": nowhere["TIDEMARK_ADDRESS"], "stdin": stdin}
}

func TestExplain_AStackTraceNeedsNoCollector(t *testing.T) {
	e := explain.Input("", "", "", javaStack)
	file := filepath.Join(t.TempDir(), "stack.txt")
	if err := os.WriteFile(file, []byte(javaStack), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]outcome{
		"standard input":             run(t, with(javaStack), "explain"),
		"standard input by its name": run(t, with(javaStack), "explain", "-"),
		"a file":                     run(t, nowhere, "explain", file),
	} {
		if got.code != 0 || got.err != "" || got.out != e.Text() {
			t.Errorf("%s: code %d, errors %q, text\n%s", name, got.code, got.err, got.out)
		}
	}
	got := run(t, with(javaStack), "explain", "--json")
	var answer api.Explanation
	if err := json.Unmarshal([]byte(got.out), &answer); err != nil || answer.Fingerprint != e.Fingerprint || answer.Text != e.Text() {
		t.Errorf("%v in %s", err, got.out)
	}
}

func TestExplain_TheFlagsAreThoseOfTheRecord(t *testing.T) {
	got := run(t, with(javaStack), "explain", "--language", "go", "--type", "T", "--message", "order 7")
	e := explain.Input("go", "T", "order 7", javaStack)
	if got.code != 0 || got.out != e.Text() {
		t.Errorf("code %d, %s\n%s", got.code, got.err, got.out)
	}
	got = run(t, nowhere, "explain", "--type", "T", "--message", "order 7")
	e = explain.Input("", "T", "order 7", "")
	if got.code != 0 || got.out != e.Text() {
		t.Errorf("code %d, %s\n%s", got.code, got.err, got.out)
	}
}

func TestExplain_TelemetryIsFoundByItsContent(t *testing.T) {
	got := run(t, with(errorLog+"\n"+errorLog), "explain")
	if got.code != 0 || !strings.Contains(got.out, "Error 1 of 2\n") || strings.Contains(got.out, "Error 2 of 2\n") || !strings.Contains(got.out, "\nAs issues\n") {
		t.Errorf("code %d, %s\n%s", got.code, got.err, got.out)
	}
	got = run(t, with(errorLog), "explain", "--json")
	var report struct {
		Issues []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(got.out), &report); err != nil || len(report.Issues) != 1 || len(report.Issues[0].ID) != 20 {
		t.Errorf("%v in %s", err, got.out)
	}
	for _, tt := range []struct {
		name, stdin, says string
		args              []string
		code              int
	}{
		{"other JSON", `{"a": 1}`, "neither resourceSpans nor resourceLogs", nil, 1},
		{"bytes", "\x00\x01", "neither text nor OTLP", nil, 1},
		{"telemetry with a type", errorLog, "telemetry has its own", []string{"--type", "T"}, 2},
		{"too much", strings.Repeat("x", 64<<20+1), "larger than 64 MiB", nil, 1},
	} {
		got := run(t, with(tt.stdin), append([]string{"explain"}, tt.args...)...)
		if got.code != tt.code || !strings.Contains(got.err, tt.says) {
			t.Errorf("%s: code %d, %q", tt.name, got.code, got.err)
		}
	}
}

func TestExplain_APersonAtATerminalIsToldWhatToDo(t *testing.T) {
	var out, errs bytes.Buffer
	settings := command.Settings{Program: "tidemark", In: strings.NewReader(""), Terminal: true, Out: &out, Err: &errs, Env: func(string) string { return "" }}
	if code := command.Run(t.Context(), settings, []string{"explain"}); code != 2 || !strings.Contains(errs.String(), "Ctrl-D") {
		t.Errorf("code %d, %q", code, errs.String())
	}
	errs.Reset()
	if code := command.Run(t.Context(), settings, []string{"explain", "--type", "T"}); code != 0 || errs.Len() > 0 || out.Len() == 0 {
		t.Errorf("code %d, %q", code, errs.String())
	}
	errs.Reset()
	settings.Terminal = false
	if code := command.Run(t.Context(), settings, []string{"explain"}); code != 2 || strings.Contains(errs.String(), "Ctrl-D") {
		t.Errorf("code %d, %q", code, errs.String())
	}
}

// The null device is a character device like a terminal, and nobody types there.
func TestNewDefaultSettings_TheNullDeviceIsNoTerminal(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	stdin := os.Stdin
	os.Stdin = null
	t.Cleanup(func() { os.Stdin = stdin; null.Close() })
	if command.NewDefaultSettings().Terminal {
		t.Error("it is taken for a terminal")
	}
}

func TestExplain_RulesCanBeTriedOut(t *testing.T) {
	rules := explain.RuleSet{Name: "the command line", Rules: framerule.New(framerule.Settings{
		Include: []string{"java.lang.Thread"}, Exclude: []string{"com.acme", "*.gen"}, LeftOut: []string{"*.run"},
	})}
	flags := []string{"--include", "java.lang.Thread", "--exclude", "com.acme", "--exclude", "*.gen", "--left-out", "*.run"}
	e := rules.Input("", "", "", javaStack)
	got := run(t, with(javaStack), append([]string{"explain"}, flags...)...)
	if got.code != 0 || got.out != e.Text() {
		t.Errorf("code %d, %s\n%s", got.code, got.err, got.out)
	}
	got = run(t, with(`{"resourceLogs": [{"scopeLogs": [{"logRecords": [{"severityNumber": 17, "attributes": [{"key": "exception.type", "value": {"stringValue": "E"}},
		{"key": "exception.stacktrace", "value": {"stringValue": "E: x\n\tat com.acme.A.f(A.java:1)\n\tat java.lang.Thread.run(T.java:1)\n"}}]}]}]}]}`),
		append([]string{"explain"}, flags...)...)
	if got.code != 0 || !strings.Contains(got.out, "in_app::exclude[0]") {
		t.Errorf("code %d, %s\n%s", got.code, got.err, got.out)
	}
	for _, tt := range []struct {
		name, says string
		args       []string
	}{
		{"an empty rule", "left_out[0]: is empty", []string{"--left-out", ""}},
		{"an issue", "by the rules of its Collector", []string{"--left-out", "a", knownID}},
	} {
		got := run(t, with(javaStack), append([]string{"explain"}, tt.args...)...)
		if got.code != 2 || !strings.Contains(got.err, tt.says) {
			t.Errorf("%s: code %d, %s", tt.name, got.code, got.err)
		}
	}
}
