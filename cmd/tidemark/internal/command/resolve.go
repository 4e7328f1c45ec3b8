package command

import (
	"cmp"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// resolve is `tidemark issues resolve`.
type resolve struct {
	*connection
	comment, actor string
	json           bool
}

func newResolve(c *connection) *cobra.Command {
	r := &resolve{connection: c}
	command := &cobra.Command{
		Use:     "resolve ID",
		Short:   "Say that an issue is dealt with",
		Long:    "Say that an issue is dealt with. When it is seen again it is regressed, and everyone who is told about issues is told so.",
		Example: `  tidemark issues resolve mfrggzdfmztwq2lknnwg --comment "fixed in 1.4.1"`,
		Args:    usage(cobra.ExactArgs(1)),
		RunE:    r.run,
	}
	flags := command.Flags()
	flags.StringVar(&r.comment, "comment", "", "why, for those who read the change")
	flags.StringVar(&r.actor, "actor", "", "who resolves it (default $USER)")
	flags.BoolVar(&r.json, "json", false, "print the JSON of the API")
	return command
}

func (r *resolve) run(command *cobra.Command, args []string) error {
	c, err := r.open()
	if err != nil {
		return err
	}
	defer c.Close()
	id, err := c.Find(command.Context(), args[0])
	if err != nil {
		return err
	}
	actor := cmp.Or(r.actor, r.settings.Env("USER"), r.settings.Env("USERNAME"))
	answer, err := c.Resolve(command.Context(), id, api.Resolve{Comment: r.comment, Actor: actor})
	if err != nil {
		return err
	}
	if r.json {
		return writeJSON(r.settings.Out, answer.JSON)
	}
	i := answer.Value
	screen.CleanAll(&i)
	fmt.Fprintf(r.settings.Out, "%s is %s: %s\n", i.ID, i.State, i.Title)
	return nil
}
