package command

import (
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// The exit codes. Scripts rely on them.
const (
	exitOK          = 0
	exitFailure     = 1
	exitUsage       = 2
	exitNotFound    = 3
	exitUnreachable = 4
	exitConflict    = 5
)

// usageError says that the command line is wrong.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

func exitCode(err error) int {
	var wrong *usageError
	var unreachable *client.UnreachableError
	var problem *api.Problem
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &wrong):
		return exitUsage
	case errors.As(err, &unreachable):
		return exitUnreachable
	case errors.As(err, &problem) && problem.Status == http.StatusNotFound:
		return exitNotFound
	case errors.As(err, &problem) && problem.Status == http.StatusBadRequest:
		return exitUsage
	case errors.As(err, &problem) && problem.Status == http.StatusConflict:
		return exitConflict
	default:
		return exitFailure
	}
}

// report writes an error and, where the operator can do something about it, what.
func report(w io.Writer, err error) {
	text := err.Error()
	var problem *api.Problem
	if errors.As(err, &problem) {
		text = problem.Detail
	}
	fmt.Fprintf(w, "tidemark: %s\n", screen.CleanLines(text))
	switch {
	case exitCode(err) == exitUnreachable:
		fmt.Fprintln(w, "Start it with `make run` or `otelcol-tidemark --config config.yaml`, or say where it is with --address or TIDEMARK_ADDRESS.")
	case problem != nil && problem.Status == http.StatusUnauthorized:
		fmt.Fprintln(w, "Name the token file of that Collector with --token-file, or its data folder with TIDEMARK_DATA_DIR.")
	}
}
