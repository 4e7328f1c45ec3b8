package command

import (
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/view"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// newOperations is `tidemark operations` and `tidemark operations show`.
func newOperations(s Settings) *cobra.Command {
	operations := &watched[api.OperationList, api.Operation]{
		connection: newConnection(s), noun: "operation", processor: "latency_regression",
		request: (*client.Client).Operations,
		items:   func(list *api.OperationList) ([]api.Operation, bool) { return list.Operations, list.More },
		table:   func(out io.Writer, list api.OperationList, _ time.Time) error { return view.Operations(out, list) },
		detail:  view.Operation,
	}
	return operations.command(&cobra.Command{
		Short: "Show which operations are compared between releases, and how soon a slower one is known",
		Long: `Show which operations are compared between releases, and how soon a slower one is known.

MEDIAN and P95 are of the release that others are compared with. EFFECT is how much slower the newest one is, with its 90 %
interval, and NEEDS how many more spans of it a verdict takes if it is slower by a tenth. STATE is learning, shadow (too new to tell),
watched (one release), comparing, slower (it was told) or drifting (slower than before within one release).`,
		Example: `  tidemark operations --service checkout
  tidemark operations --state comparing
  tidemark operations show "server GET /pay"`,
	}, &cobra.Command{
		Short:   "Show the durations of an operation under each release, and what is compared",
		Example: `  tidemark operations show "server GET /pay" --service shop`,
	})
}
