package command

import (
	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

func newMerge(c *connection) *cobra.Command {
	a := &action{connection: c}
	command := &cobra.Command{
		Use:   "merge ID INTO",
		Short: "Make an issue part of another",
		Long: `Make an issue part of another of the same service and environment. The other has the sum of both from then on, and
what comes of the first counts there. Nothing but unmerge takes them apart again.`,
		Example: `  tidemark issues merge mfrggzdfmztwq2lknnwg nbswy3dpeb3w64tmmqqq --comment "one cause"`,
		Args:    usage(cobra.ExactArgs(2)),
		RunE: func(command *cobra.Command, args []string) error {
			return a.do(command, args[0], "merge", func(c *client.Client) (any, error) {
				into, err := c.Find(command.Context(), args[1])
				return api.Merge{Said: a.said(), Into: into}, err
			})
		},
	}
	a.register(command)
	return command
}
