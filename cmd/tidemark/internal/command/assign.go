package command

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// assign is `tidemark issues assign`.
type assign struct {
	action
	nobody bool
}

func newAssign(c *connection) *cobra.Command {
	a := &assign{action: action{connection: c}}
	command := &cobra.Command{
		Use:   "assign ID WHO",
		Short: "Say who takes care of an issue",
		Example: `  tidemark issues assign mfrggzdfmztwq2lknnwg kim
  tidemark issues assign mfrg --nobody`,
		Args: usage(cobra.RangeArgs(1, 2)),
		RunE: a.run,
	}
	command.Flags().BoolVar(&a.nobody, "nobody", false, "nobody does any more")
	a.register(command)
	return command
}

func (a *assign) run(command *cobra.Command, args []string) error {
	if a.nobody == (len(args) == 2) {
		return &usageError{errors.New("say who takes care of it, or --nobody")}
	}
	who := ""
	if !a.nobody {
		who = args[1]
	}
	return a.do(command, args[0], "assign", func(*client.Client) (any, error) {
		return api.Assign{Said: a.said(), Assignee: &who}, nil
	})
}
