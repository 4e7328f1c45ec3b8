package command

import (
	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// resolve is `tidemark issues resolve`.
type resolve struct {
	action
	release, commit string
	next            bool
}

func newResolve(c *connection) *cobra.Command {
	r := &resolve{action: action{connection: c}}
	command := &cobra.Command{
		Use:   "resolve ID",
		Short: "Say that the cause of an issue is gone",
		Long: `Say that the cause of an issue is gone, and in which code. It is reopened by what is seen in code that holds the
fix, with the proof; what old releases still send is counted, and the issue stays resolved.

Without a flag the fix is in the newest release of today and what comes after. Resolving again corrects where it is.`,
		Example: `  tidemark issues resolve mfrggzdfmztwq2lknnwg --comment "rolled back"
  tidemark issues resolve mfrg --in-next-release
  tidemark issues resolve mfrg --in-release 1.4.1
  tidemark issues resolve mfrg --in-commit 9fceb02d0ae598e95dc970b74767f19372d61af8`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: r.run,
	}
	flags := command.Flags()
	flags.StringVar(&r.release, "in-release", "", "the fix is in this release and what comes after")
	flags.BoolVar(&r.next, "in-next-release", false, "the fix is in what comes after the newest release of today")
	flags.StringVar(&r.commit, "in-commit", "", "the fix is in the first release with this commit and what comes after")
	r.register(command)
	return command
}

func (r *resolve) run(command *cobra.Command, args []string) error {
	if err := exclusive(command, "in-release", "in-next-release", "in-commit"); err != nil {
		return err
	}
	said := api.Resolve{Said: r.said(), Release: r.release, Commit: r.commit}
	switch {
	case r.next:
		said.Scope = "next_release"
	case command.Flags().Changed("in-release"):
		said.Scope = "release"
	case command.Flags().Changed("in-commit"):
		said.Scope = "commit"
	}
	return r.do(command, args[0], "resolve", func(*client.Client) (any, error) { return said, nil })
}
