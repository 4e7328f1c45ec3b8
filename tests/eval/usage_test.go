//go:build !eval

package eval

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMake_WithoutAKindAndDataItSaysHowItIsCalled(t *testing.T) {
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("there is no make here")
	}
	for name, args := range map[string][]string{
		"nothing is given":           nil,
		"a kind without data":        {"KIND=grouping"},
		"data without a kind":        {"DATA=own"},
		"a kind that there is not":   {"KIND=loudness", "DATA=own"},
		"a kind that only begins so": {"KIND=groupings", "DATA=own"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			cmd := exec.CommandContext(t.Context(), "make", append([]string{"--no-print-directory", "-C", "../..", "eval"}, args...)...)
			cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
			cmd.Stdout, cmd.Stderr = &out, &errs
			var exit *exec.ExitError
			require.True(t, errors.As(cmd.Run(), &exit))
			require.Equal(t, 2, exit.ExitCode())
			require.Empty(t, out.String())
			require.Contains(t, errs.String(), "Usage: make eval KIND=stacktraces|grouping|flatline|latency DATA=folder|own\n")
			require.NotContains(t, errs.String(), "FAIL")
		})
	}
}
