//go:build scenario

package scenario

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

// A fault in a template ends the start, and so the validation, with its line.
func TestChat_ABrokenTemplateIsFoundByValidate(t *testing.T) {
	for name, c := range map[string]struct{ title, want string }{
		"what is no template":            {`{{ json .Issue.Title`, `template::body: template: body:3`},
		"a field that no issue has":      {`{{ json .Issue.Titel }}`, `template: body:3:\d+: .*Titel`},
		"a value without its quotes":     {`{{ .Issue.Title }}`, `template::body: .*line 3 of the body that it makes is not JSON`},
		"a part that some issues lack":   {`{{ json .Exemplar.TraceID }}`, `template: body:3:\d+: .*guard with|guard with .*template: body:3`},
		"a function that does not exist": {`{{ shout .Issue.Title }}`, `template: body:3: function "shout" not defined`},
	} {
		t.Run(name, func(t *testing.T) {
			config, err := os.ReadFile(chatConfig)
			require.NoError(t, err)
			const right = `{{ json .Issue.Title }}`
			require.Equal(t, 1, strings.Count(string(config), right))
			file := filepath.Join(t.TempDir(), "config.yaml")
			require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(config), right, c.title, 1)), 0o600))
			cmd := exec.CommandContext(t.Context(), collectortest.Binary(t), "validate", "--config", file)
			cmd.Env = append(os.Environ(), "TEST_CHAT_URL=http://127.0.0.1:1", "TIDEMARK_DATA_DIR="+t.TempDir())
			out, err := cmd.CombinedOutput()
			var exit *exec.ExitError
			require.ErrorAs(t, err, &exit, "%s", out)
			assert.Regexp(t, c.want, string(out))
			assert.Contains(t, string(out), "issue_webhook/template")
		})
	}
}
